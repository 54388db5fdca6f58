# title: The node's default route leads to an address that nobody has
# group: route
# accepts: gateway-neigh-failed
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.8.1
# probe: peer shop tcp 172.27.8.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.8 shop till; }
fault() { ip route replace default via 198.51.100.77; }
