# title: The overlay does not know on which node an address is
# group: overlay
# accepts: vxlan-fdb-missing
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault() { bridge fdb del 02:00:00:00:07:0b dev vx7 dst 198.51.100.1; }
