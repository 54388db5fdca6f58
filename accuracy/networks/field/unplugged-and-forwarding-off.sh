# title: The link is plugged into nothing, and the node does not forward
# group: K4
# accepts: veth-not-enslaved ip-forward-off
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.33.1
# probe: peer mast tcp 172.29.33.8:80 as=keel
# lost: web dns gateway peer
node() { usual_node dock 172.29.33 mast keel; }
fault() {
    ip link set ve-mast nomaster
    sysctl -qw net.ipv4.ip_forward=0
}
