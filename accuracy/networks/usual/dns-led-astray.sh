# title: A rule leads all DNS to a resolver that is gone
# group: nat
# accepts: stale-dnat-target resolv-missing-or-unreachable path-blocked
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: dns
node() { usual_node kbr3 10.88.3 api; }
fault() { iptables -t nat -A PREROUTING -i kbr3 -p udp --dport 53 -j DNAT --to-destination 10.88.3.200; }
