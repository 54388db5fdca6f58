# title: The overlay still sends to the address that the other node had before
# group: overlay
# accepts: vxlan-remote-ip-stale gateway-neigh-failed
# accepts-hidden: vxlan-remote-ip-stale gateway-neigh-failed
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
# fix: no
outside() { overlay_outside; }
node() { overlay_node; }
fault() { bridge fdb replace 02:00:00:00:07:0b dev vx7 dst 198.51.100.99; }
