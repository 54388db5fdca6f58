# title: The node has no default route
# group: route
# accepts: default-route-missing node-route-missing path-blocked
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.8.1
# probe: peer shop tcp 172.27.8.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.8 shop till; }
fault() { ip route del default; }
