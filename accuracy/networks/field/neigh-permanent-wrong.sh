# title: A permanent neighbour entry has a wrong address for the gateway
# group: K4
# accepts: neigh-permanent-wrong
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.31.1
# probe: peer mast tcp 172.29.31.8:80 as=keel
# lost: web dns gateway
node() { usual_node dock 172.29.31 mast keel; }
fault() { ip -n mast neigh replace 172.29.31.1 lladdr 02:de:ad:00:00:01 dev eth0 nud permanent; }
