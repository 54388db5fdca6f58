# title: The container's own end of the link is down
# group: K4
# accepts: link-pod-side-down
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.32.1
# probe: peer mast tcp 172.29.32.8:80 as=keel
# lost: web dns gateway peer
node() { usual_node dock 172.29.32 mast keel; }
fault() { ip -n mast link set eth0 down; }
