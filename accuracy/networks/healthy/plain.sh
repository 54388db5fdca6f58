# title: Two containers on a bridge, nothing odd
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.29.4.1
# probe: peer shop tcp 172.29.4.8:80 as=till
# probe: large shop up 203.0.113.9:80
node() { usual_node shopbr 172.29.4 shop till; }
