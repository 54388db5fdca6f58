# title: The node does not forward
# group: sysctl
# accepts: ip-forward-off
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.29.4.1
# probe: peer shop tcp 172.29.4.8:80
# lost: web dns
node() { usual_node shopbr 172.29.4 shop till; }
fault() { sysctl -qw net.ipv4.ip_forward=0; }
