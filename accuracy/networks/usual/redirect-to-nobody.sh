# title: A transparent proxy that nobody runs: REDIRECT to a closed port
# group: nat
# accepts: nothing-listening path-blocked stale-dnat-target
# target: pid api
# args: --to 203.0.113.9:80/tcp
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: web
node() { usual_node kbr3 10.88.3 api; }
fault() { iptables -t nat -A PREROUTING -i kbr3 -p tcp --dport 80 -j REDIRECT --to-ports 3128; }
