# title: The node and its router send a network to each other
# group: route
# accepts: routing-loop
# sight: seen
# fix: no
# target: pid shop
# args: --to 192.0.2.200:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.4.1
# probe: peer shop tcp 172.26.4.8:80 as=till
# probe: far shop tcp 192.0.2.200:80
# lost: far
outside() {
    usual_outside
    sysctl -qw net.ipv4.ip_forward=1
    ip addr add 192.0.2.200/32 dev lo
    serve_as far . tcp/192.0.2.200/80
}
node() { usual_node shopbr 172.26.4 shop till; }
fault_outside() {
    ip addr del 192.0.2.200/32 dev lo
    ip route add 192.0.2.200 via 198.51.100.2
}
