# title: The container's link does without ARP
# group: neigh
# accepts: arp-filtered
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.25.1
# probe: peer shop tcp 172.27.25.8:80 as=till
# lost: web dns gateway peer
node() { usual_node shopbr 172.27.25 shop till; }
fault() { ip -n shop link set eth0 arp off; }
