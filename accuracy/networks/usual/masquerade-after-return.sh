# title: A return stands before the masquerade
# group: nat
# accepts: masquerade-rule-mismatch
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.2.1
# probe: peer shop tcp 172.27.2.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.2 shop till; }
fault() { nft insert rule ip nat post ip saddr 172.27.0.0/16 return; }
