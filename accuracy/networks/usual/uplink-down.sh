# title: The node's uplink is down, and its routes are gone with it
# group: link
# accepts: default-route-missing node-route-missing path-blocked
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.12.1
# probe: peer shop tcp 172.27.12.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.12 shop till; }
fault() { ip link set wan0 down; }
