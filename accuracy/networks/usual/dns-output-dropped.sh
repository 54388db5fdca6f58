# title: A rule inside the container drops its questions
# group: dns
# accepts: path-blocked
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.19.1
# probe: peer shop tcp 172.27.19.8:80 as=till
# lost: dns
node() { usual_node shopbr 172.27.19 shop till; }
fault() { on shop iptables -A OUTPUT -p udp --dport 53 -j DROP; }
