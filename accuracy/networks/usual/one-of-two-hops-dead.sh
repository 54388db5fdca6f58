# title: One of two next hops is dead
# group: route
# accepts: gateway-neigh-failed path-blocked
# target: pid api
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: dns
node() { usual_node kbr3 10.88.3 api till; }
fault() { ip route replace default nexthop via 198.51.100.1 nexthop via 198.51.100.99; for i in 1 2 3 4 5 6; do timeout 0.3 bash -c "</dev/udp/203.0.113.$i/53; echo > /dev/udp/203.0.113.$i/9" 2>/dev/null || true; done; }
