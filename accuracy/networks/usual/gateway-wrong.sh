# title: The default route leads to an address that nobody has
# group: route
# accepts: gateway-neigh-failed
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.7.1
# probe: peer shop tcp 172.27.7.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.7 shop till; }
fault() { ip -n shop route replace default via 172.27.7.254; }
