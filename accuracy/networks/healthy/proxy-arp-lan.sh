# title: A container has an address of the LAN, and the node answers for it there
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: lan hull ping 198.51.100.1
# probe: back out tcp 198.51.100.40:80
node() {
    uplink
    ns hull
    ip link add ve-hull type veth peer name eth0 netns hull
    ip link set ve-hull up
    ip route add 198.51.100.40 dev ve-hull
    sysctl -qw net.ipv4.conf.wan0.proxy_arp=1 net.ipv4.conf.ve-hull.proxy_arp=1
    ip -n hull addr add 198.51.100.40/32 dev eth0
    ip -n hull link set eth0 up
    ip -n hull route add default dev eth0
    serve hull tcp/0.0.0.0/80
}
