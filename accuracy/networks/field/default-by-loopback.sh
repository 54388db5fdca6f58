# title: The default route leads into loopback
# group: K4
# accepts: default-route-missing gateway-off-link route-error-type
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.36.1
# probe: peer mast tcp 172.29.36.8:80 as=keel
# lost: web dns
node() { usual_node dock 172.29.36 mast keel; }
fault() { ip -n mast route replace default dev lo; }
