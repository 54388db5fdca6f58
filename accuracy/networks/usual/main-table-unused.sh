# title: No rule leads to the main table any more
# group: route
# accepts: foreign-ip-rules-removed
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.3.1
# probe: peer shop tcp 172.26.3.8:80 as=till
# lost: web dns gateway
node() { usual_node shopbr 172.26.3 shop till; }
fault() { ip rule del pref 32766; }
