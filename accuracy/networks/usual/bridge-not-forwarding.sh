# title: What comes from the bridge is not forwarded, although ip_forward is 1
# group: sysctl
# accepts: forwarding-off-per-interface ip-forward-off
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.4.1
# probe: peer shop tcp 172.26.4.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.26.4 shop till; }
fault() { sysctl -qw net.ipv4.conf.shopbr.forwarding=0; }
