# title: TPROXY sends the pod's web traffic to a proxy that is gone
# group: firewall
# accepts: path-blocked nothing-listening
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: web
node() { usual_node kbr3 10.88.3 api; }
fault() { ip rule add fwmark 0x40/0x40 lookup 133; ip route add local default dev lo table 133; iptables -t mangle -A PREROUTING -i kbr3 -p tcp -j TPROXY --on-port 9040 --tproxy-mark 0x40/0x40; }
