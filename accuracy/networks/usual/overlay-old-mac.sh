# title: The other end of the overlay has a new hardware address
# group: overlay
# accepts: vtep-mac-stale
# sight: seen
# target: pid shop
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault_outside() { ip link set vx7 address 02:00:00:00:07:bb; }
