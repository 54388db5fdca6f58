# title: Both families; the IPv6 gateway is the bridge's link-local address
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.8.1
# probe: peer hull tcp 172.25.8.8:80 as=deck
# probe: web6 hull tcp [2001:db8:9::9]:80
node() {
    usual_node quay 172.25.8 hull deck
    uplink6
    ip -6 addr add fe80::1/64 dev quay nodad
    ip -6 addr add fd25:2::1/64 dev quay nodad
    pod6 hull fd25:2::7/64
    ip -n hull -6 route add default via fe80::1 dev eth0
    masquerade6 fd25:2::/64
}
