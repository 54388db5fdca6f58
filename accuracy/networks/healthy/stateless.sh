# title: Nothing is tracked, since nothing is translated
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.31.1
# probe: peer hull tcp 172.25.31.8:80 as=deck
outside() {
    usual_outside
    ip route add 172.25.31.0/24 via 198.51.100.2
}
node() {
    usual_node quay 172.25.31 hull deck
    nft delete table ip nat
    chain ip early pre filter prerouting -300
    chain ip early out filter output -300
    nft add rule ip early pre notrack
    nft add rule ip early out notrack
}
