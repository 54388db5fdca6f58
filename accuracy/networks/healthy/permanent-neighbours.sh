# title: Neighbour entries that somebody made for good, and that are right
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.34.1
# probe: peer hull tcp 172.25.34.8:80 as=deck
node() {
    usual_node quay 172.25.34 hull deck
    ip -n hull neigh replace 172.25.34.1 lladdr "$(mac_of quay)" dev eth0 nud permanent
    ip neigh replace 172.25.34.7 lladdr "$(mac_of eth0 hull)" dev quay nud permanent
}
