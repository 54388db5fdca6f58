# title: Whatever leaves by the uplink is masqueraded, whoever sent it
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.1.1
# probe: peer hull tcp 172.25.1.8:80 as=deck
node() {
    usual_node quay 172.25.1 hull deck
    nft flush chain ip nat post
    nft add rule ip nat post oifname wan0 masquerade fully-random
}
