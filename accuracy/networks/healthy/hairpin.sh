# title: A container may ask its own service
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.13.1
# probe: peer hull tcp 172.25.13.8:80 as=deck
# probe: service hull tcp 10.95.0.7:80
# probe: other deck tcp 10.95.0.7:80
node() {
    usual_node quay 172.25.13 hull deck
    chain ip svc pre nat prerouting -100
    chain ip svc post nat postrouting 90
    nft add rule ip svc pre ip daddr 10.95.0.7 tcp dport 80 dnat to 172.25.13.7:80
    nft add rule ip svc post ip saddr 172.25.13.7 ip daddr 172.25.13.7 masquerade
    bridge link set dev ve-hull hairpin on
}
