# title: The bridge is down
# group: bridge
# accepts: bridge-admin-down
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.14.1
# probe: peer shop tcp 172.27.14.8:80 as=till
# lost: web dns gateway peer
node() { usual_node shopbr 172.27.14 shop till; }
fault() { ip link set shopbr down; }
