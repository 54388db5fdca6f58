# title: Forwarding off and no masquerade
# group: several
# accepts: ip-forward-off
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web dns
node() { usual_node kbr3 10.88.3 api till; }
fault() { sysctl -qw net.ipv4.ip_forward=0; nft flush chain ip nat post; }
