# title: The container's IPv6 address is a neighbour's already
# group: ipv6
# accepts: ipv6-dad-failed
# fix: no
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# lost: web6
node() {
    usual_node shopbr 172.26.11 shop till
    uplink6
    ip -6 addr add fd26:4::1/64 dev shopbr nodad
    pod6 shop fd26:4::7/64 fd26:4::1
    pod6 till fd26:4::8/64 fd26:4::1
    masquerade6 fd26:4::/64
}
fault() {
    ip -n shop -6 addr del fd26:4::7/64 dev eth0
    ip -n till -6 addr add fd26:4::7/64 dev eth0 nodad
    ip -n shop -6 addr add fd26:4::7/64 dev eth0
    for each in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        ip -n shop -6 addr show dev eth0 | grep -q dadfailed && break
        sleep 0.2
    done
    ip -n shop -6 route replace default via fd26:4::1
}
