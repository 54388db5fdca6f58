# title: The uplink takes less, and the node drops the IPv6 error that says so
# group: ipv6
# accepts: pmtud-icmp-blocked
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: upload6 shop up [2001:db8:9::9]:80
# lost: upload6
outside() { deep_outside; }
node() {
    usual_node shopbr 172.26.15 shop
    uplink6
    ip -6 addr add fd26:a::1/64 dev shopbr nodad
    pod6 shop fd26:a::7/64 fd26:a::1
    masquerade6 fd26:a::/64
}
fault_outside() { ip link set lan0 mtu 1400; }
fault() {
    ip link set wan0 mtu 1400
    ip6tables -A OUTPUT -p icmpv6 --icmpv6-type packet-too-big -j DROP
}
