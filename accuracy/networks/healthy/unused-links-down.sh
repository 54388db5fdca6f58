# title: Spare links are down, inside and on the node
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.6.1
# probe: peer hull tcp 172.25.6.8:80 as=deck
outside() {
    usual_outside
    ip link add spare-out type veth peer name wan9 netns "$NODE"
}
node() {
    usual_node quay 172.25.6 hull deck
    ip -n hull link add spare0 type veth peer name spare1
    ip link add ve-old type veth peer name eth9 netns hull
    ip link set ve-old up
    ip link add br-old type bridge
}
