# title: A stray default route by a container's link comes before the right one
# group: K4
# accepts: gateway-off-link path-blocked
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.34.1
# probe: peer mast tcp 172.29.34.8:80 as=keel
# probe: node node tcp 203.0.113.9:80
# lost: web dns node
node() {
    usual_node dock 172.29.34 mast keel
    ip route del default
    ip route add default via 198.51.100.1 metric 100
}
fault() { ip route add default dev ve-keel; }
