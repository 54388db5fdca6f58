# title: An output rule inside lets only one user out
# group: firewall
# accepts: path-blocked vpn-killswitch
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web dns
node() { usual_node kbr3 10.88.3 api; }
fault() { on api iptables -A OUTPUT -o eth0 -p tcp -m owner ! --uid-owner 1337 -j DROP; on api iptables -A OUTPUT -o eth0 -p udp -m owner ! --uid-owner 1337 -j DROP; }
