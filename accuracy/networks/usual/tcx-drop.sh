# title: A program of tcx drops what the container sends
# group: bpf
# accepts: tcx-netkit-drop tc-ingress-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.8.1
# probe: peer shop tcp 172.26.8.8:80 as=till
# lost: web dns gateway peer
# fix: no
node() { usual_node shopbr 172.26.8 shop till; }
fault() { drop_all tcx ve-shop; }
