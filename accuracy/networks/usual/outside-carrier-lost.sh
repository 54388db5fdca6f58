# title: The node's uplink has no carrier
# group: link
# accepts: gateway-neigh-failed path-blocked link-host-side-down
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.12.1
# probe: peer shop tcp 172.27.12.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.12 shop till; }
fault_outside() { ip link set lan0 down; }
