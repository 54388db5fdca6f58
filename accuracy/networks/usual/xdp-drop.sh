# title: A program of XDP drops what the container sends
# group: bpf
# accepts: xdp-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.9.1
# probe: peer shop tcp 172.26.9.8:80 as=till
# lost: web dns gateway peer
# fix: no
node() { usual_node shopbr 172.26.9 shop till; }
fault() { drop_all xdp ve-shop; }
