# title: Nothing translates the containers' addresses
# group: nat
# accepts: masquerade-missing
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.1.1
# probe: peer shop tcp 172.27.1.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.1 shop till; }
fault() { nft flush chain ip nat post; }
