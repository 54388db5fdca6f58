# title: What comes from the uplink is not forwarded, although ip_forward is 1
# group: sysctl
# accepts: forwarding-off-per-interface ip-forward-off
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.5.1
# probe: peer shop tcp 172.26.5.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.26.5 shop till; }
fault() { sysctl -qw net.ipv4.conf.wan0.forwarding=0; }
