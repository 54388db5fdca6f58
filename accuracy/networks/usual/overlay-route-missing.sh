# title: The node does not know the way to the other node's pods
# group: overlay
# accepts: node-route-missing
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault() { ip route del 10.244.1.0/24; }
