# title: The node has a blackhole for the network outside
# group: route
# accepts: route-error-type
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.2.1
# probe: peer shop tcp 172.26.2.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.26.2 shop till; }
fault() { ip route add blackhole 203.0.113.0/24; }
