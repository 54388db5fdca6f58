# title: The default route goes by the second network, and the services are behind the first
# group: K3
# accepts: resolv-missing-or-unreachable multi-homed-reply-asym default-route-missing path-blocked
# target: pid cart
# probe: dns cart dns
# probe: web cart tcp 203.0.113.9:80
# probe: peer cart tcp 172.29.24.8:80
# lost: dns
node() {
    resolv cart 10.97.0.10
    usual_node cbr 172.29.24 cart names
    serve_as dnspod names dns/0.0.0.0
    iptables -t nat -A PREROUTING -d 10.97.0.10 -p udp --dport 53 -j DNAT --to-destination 172.29.24.8
    ip link add net1 link wan0 netns cart type macvlan mode bridge
    ip -n cart addr add 198.51.100.60/24 dev net1
    ip -n cart link set net1 up
    serve_as app cart tcp/0.0.0.0/81
}
fault() { ip -n cart route replace default via 198.51.100.1 dev net1; }
