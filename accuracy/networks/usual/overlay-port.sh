# title: The other node's VXLAN uses another port
# group: overlay
# accepts: vxlan-port-mismatch
# sight: seen
# fix: no
# target: pid shop
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault_outside() {
    ip link del vx7
    ip link add vx7 type vxlan id 7 dstport 4789 local 198.51.100.1 dev lan0 nolearning
    ip link set vx7 address 02:00:00:00:07:0b up
    ip addr add 10.244.1.0/32 dev vx7
    ip route add 10.244.0.0/24 via 10.244.0.0 dev vx7 onlink
    ip neigh add 10.244.0.0 lladdr 02:00:00:00:07:0a dev vx7 nud permanent
    bridge fdb add 02:00:00:00:07:0a dev vx7 dst 198.51.100.2
}
