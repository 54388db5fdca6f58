# title: No NAT: the node's router knows the containers' network by a routing protocol
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.9.1
# probe: peer hull tcp 172.25.9.8:80 as=deck
# probe: from-outside out tcp 172.25.9.7:80
outside() {
    usual_outside
    ip addr add 198.51.100.3/24 dev lan0
    ip route add 172.25.9.0/24 via 198.51.100.2 proto bird
}
node() {
    usual_node quay 172.25.9 hull deck
    nft flush chain ip nat post
    ip route replace default via 198.51.100.1 proto bird
    ip route add 172.25.11.0/24 via 198.51.100.3 proto bird
    serve_as bird . name/bird tcp/0.0.0.0/179
}
