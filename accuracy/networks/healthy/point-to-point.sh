# title: A veth with an address for each end, and nothing else
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: gateway hull ping 10.74.0.0
node() {
    uplink
    ns hull
    ip link add ve-hull type veth peer name eth0 netns hull
    ip addr add 10.74.0.0/31 dev ve-hull
    ip link set ve-hull up
    ip -n hull addr add 10.74.0.1/31 dev eth0
    ip -n hull link set eth0 up
    ip -n hull route add default via 10.74.0.0
    serve hull tcp/0.0.0.0/80
    masquerade 10.74.0.0/31
}
