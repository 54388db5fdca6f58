# title: Comments that speak of masquerades and translations that are not there
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.21.1
# probe: peer hull tcp 172.25.21.8:80 as=deck
outside() {
    usual_outside
    ip route add 172.25.21.0/24 via 198.51.100.2
}
node() {
    usual_node quay 172.25.21 hull deck
    nft flush chain ip nat post
    nft add rule ip nat post ip saddr 172.25.21.0/24 return comment '"no masquerade here"'
    chain ip nat pre nat prerouting -100
    nft add rule ip nat pre tcp dport 9999 counter return comment '"was dnat to 172.25.21.7:9999 until May"'
}
