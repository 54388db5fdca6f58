# title: The gateway is not in the container's network
# group: route
# accepts: gateway-off-link
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.7.1
# probe: peer shop tcp 172.27.7.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.7 shop till; }
fault() { ip -n shop route replace default via 10.99.0.1 dev eth0 onlink; }
