# title: Two nodes joined by a VXLAN
# target: pid shop
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: peer shop tcp 10.244.0.8:80
outside() { overlay_outside; }
node() { overlay_node; }
