# title: The way to the other node leads into the overlay
# group: overlay
# accepts: vxlan-route-loop
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault() { ip route add 198.51.100.1/32 via 10.244.1.0 dev vx7 onlink; }
