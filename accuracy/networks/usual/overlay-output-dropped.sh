# title: The node drops the overlay's packets on their way out
# group: overlay
# accepts: underlay-overlay-port-blocked
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault() { iptables -A OUTPUT -o wan0 -p udp --dport 8472 -j DROP; }
