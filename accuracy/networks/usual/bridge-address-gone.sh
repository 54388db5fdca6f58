# title: The gateway's address is no longer on the bridge
# group: bridge
# accepts: bridge-addr-missing
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.15.1
# probe: peer shop tcp 172.27.15.8:80 as=till
# lost: web dns gateway
node() { usual_node shopbr 172.27.15 shop till; }
fault() { ip addr del 172.27.15.1/24 dev shopbr; }
