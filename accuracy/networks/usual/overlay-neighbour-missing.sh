# title: The overlay does not know the other end's hardware address
# group: overlay
# accepts: vxlan-neigh-missing
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault() { ip neigh del 10.244.1.0 dev vx7; }
