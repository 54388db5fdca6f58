# title: The two ends of the link have different MTUs
# group: mtu
# accepts: veth-mtu-mismatch
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: large shop ping 203.0.113.9 size=1450
# probe: gateway shop ping 172.27.16.1
# lost: large
node() { usual_node shopbr 172.27.16 shop till; }
fault() { ip link set ve-shop mtu 1300; }
