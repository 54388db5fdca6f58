# title: The node does not answer for its address on the bridge
# group: sysctl
# accepts: arp-ignore-vip
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.5.1
# probe: peer shop tcp 172.26.5.8:80 as=till
# lost: web dns gateway
node() { usual_node shopbr 172.26.5 shop till; }
fault() { sysctl -qw net.ipv4.conf.shopbr.arp_ignore=8; }
