# title: A mangle rule sets the time to live to one
# group: firewall
# accepts: path-blocked
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web dns
node() { usual_node kbr3 10.88.3 api; }
fault() { on api iptables -t mangle -A OUTPUT -j TTL --ttl-set 1; }
