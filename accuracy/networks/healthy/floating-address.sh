# title: The node has a second address that moves between nodes, and lends it
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.39.1
# probe: peer hull tcp 172.25.39.8:80 as=deck
# probe: vip out tcp 198.51.100.100:8080
node() {
    usual_node quay 172.25.39 hull deck
    ip addr add 198.51.100.100/32 dev wan0
    nft flush chain ip nat post
    nft add rule ip nat post ip saddr 172.25.39.0/24 oifname wan0 snat to 198.51.100.100
    chain ip nat pre nat prerouting -100
    nft add rule ip nat pre ip daddr 198.51.100.100 tcp dport 8080 dnat to 172.25.39.7:80
    serve_as keepalived . name/keepalived
}
