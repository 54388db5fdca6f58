# title: A rootless container, whose network is a program behind a tap device
# target: pid hull
# probe: gateway hull ping 10.0.2.2
# probe: dns hull dns
# probe: far hull ping 203.0.113.9
node() {
    uplink
    ns hull
    resolv hull 10.0.2.3
    serve hull tcp/0.0.0.0/80
    serve_as slirp hull name/slirp4netns tap/tap0/10.0.2.2/10.0.2.3
    ip -n hull addr add 10.0.2.100/24 dev tap0
    ip -n hull link set tap0 up
    ip -n hull route add default via 10.0.2.2
}
