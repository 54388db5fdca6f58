# title: The whole node, with all that it has
# target: node
# probe: web hull tcp 203.0.113.9:80
# probe: peer hull tcp 172.25.41.8:80
# probe: internal mast tcp 172.25.42.8:80
node() {
    usual_node quay 172.25.41 hull deck
    bridge_with pier 172.25.42.1/24
    pod mast pier 172.25.42.7/24
    pod keel pier 172.25.42.8/24
    for each in mast keel; do
        resolv $each
        serve $each tcp/0.0.0.0/80
    done
    ns lone
}
