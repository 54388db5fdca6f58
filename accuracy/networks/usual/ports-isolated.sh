# title: Two ports of the bridge are isolated from each other
# group: bridge
# accepts: bridge-port-isolated
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.23.1
# probe: peer shop tcp 172.27.23.8:80 as=till
# lost: peer
node() { usual_node shopbr 172.27.23 shop till; }
fault() { for each in shop till; do bridge link set dev ve-$each isolated on; done; }
