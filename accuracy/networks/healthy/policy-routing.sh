# title: Containers have a routing table of their own, which leads where they want
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.5.1
# probe: peer hull tcp 172.25.5.8:80 as=deck
node() {
    usual_node quay 172.25.5 hull deck
    ip route add default via 198.51.100.1 table 88
    ip route add 172.25.5.0/24 dev quay table 88
    ip rule add pref 200 from 172.25.5.0/24 lookup 88
    ip rule add pref 210 fwmark 0x77 lookup 89
}
