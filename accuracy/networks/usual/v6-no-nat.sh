# title: Nobody outside can answer the container's private IPv6 address
# group: ipv6
# accepts: ipv6-no-nat-no-route
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# lost: web6
node() {
    usual_node shopbr 172.26.12 shop
    uplink6
    ip -6 addr add fd26:5::1/64 dev shopbr nodad
    pod6 shop fd26:5::7/64 fd26:5::1
    masquerade6 fd26:5::/64
}
fault() { nft flush chain ip6 nat post; }
