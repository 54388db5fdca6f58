# title: The container has IPv6, and no IPv6 default route
# group: ipv6
# accepts: default-route-missing
# target: pid shop
# args: --to [2001:db8:9::9]:80
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# probe: gateway6 shop ping fd26:2::1
# lost: web6
node() {
    usual_node shopbr 172.26.10 shop
    uplink6
    ip -6 addr add fd26:2::1/64 dev shopbr nodad
    pod6 shop fd26:2::7/64 fd26:2::1
    masquerade6 fd26:2::/64
}
fault() { ip -n shop -6 route del default; }
