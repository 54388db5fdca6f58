# title: A container with a second link to a network that is only for storage
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.40.1
# probe: peer hull tcp 172.25.40.8:80 as=deck
# probe: storage hull ping 10.72.0.9
node() {
    usual_node quay 172.25.40 hull deck
    bridge_with store
    plug hull store eth1 ve-hull1
    ip -n hull addr add 10.72.0.7/24 dev eth1
    pod nas store 10.72.0.9/24
}
