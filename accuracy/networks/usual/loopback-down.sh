# title: A program cannot talk to itself: loopback is down
# group: link
# accepts: lo-down
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.20.1
# probe: peer shop tcp 172.27.20.8:80 as=till
# probe: self shop tcp 127.0.0.1:80
# lost: self
node() { usual_node shopbr 172.27.20 shop till; }
fault() { ip -n shop link set lo down; }
