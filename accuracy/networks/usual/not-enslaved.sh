# title: The host's end is plugged into nothing
# group: bridge
# accepts: veth-not-enslaved
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.13.1
# probe: peer shop tcp 172.27.13.8:80 as=till
# lost: web dns gateway peer
node() { usual_node shopbr 172.27.13 shop till; }
fault() { ip link set ve-shop nomaster; }
