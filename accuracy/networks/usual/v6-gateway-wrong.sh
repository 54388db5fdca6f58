# title: The IPv6 default route leads to an address that nobody has
# group: ipv6
# accepts: gateway-neigh-failed
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# lost: web6
node() {
    usual_node shopbr 172.26.13 shop till
    uplink6
    ip -6 addr add fd26:7::1/64 dev shopbr nodad
    pod6 shop fd26:7::7/64 fd26:7::1
    pod6 till fd26:7::8/64 fd26:7::1
    masquerade6 fd26:7::/64
}
fault() { ip -n shop -6 route replace default via fd26:7::ffff; }
