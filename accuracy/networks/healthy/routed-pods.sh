# title: No bridge: routes to each container, and proxy ARP
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: peer hull tcp 10.76.1.8:80
# probe: from-node node tcp 10.76.1.7:80
node() {
    uplink
    routed_pod hull 10.76.1.7
    routed_pod deck 10.76.1.8
    ip route add blackhole 10.76.1.0/26
    masquerade 10.76.1.0/24
}
