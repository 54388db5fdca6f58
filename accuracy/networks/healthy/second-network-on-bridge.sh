# title: A second network on the same bridge, in which the node has no address
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.19.1
# probe: peer hull tcp 172.25.19.8:80 as=deck
# probe: second extra1 ping 172.25.20.2
node() {
    usual_node quay 172.25.19 hull deck
    pod extra1 quay 172.25.20.1/24
    pod extra2 quay 172.25.20.2/24
}
