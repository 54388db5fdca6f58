# title: A policy of IPsec blocks the containers
# group: xfrm
# accepts: xfrm-policy-block
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.9.1
# probe: peer shop tcp 172.26.9.8:80 as=till
# lost: web
node() { usual_node shopbr 172.26.9 shop till; }
fault() { ip xfrm policy add src 172.26.9.0/24 dst 203.0.113.9/32 dir fwd action block; }
