# title: A macvlan container asks its own host
# group: K1
# accepts: macvlan-host-isolation
# target: pid cart
# args: --to 198.51.100.2:8053
# probe: host cart tcp 198.51.100.2:8053
# probe: web cart tcp 203.0.113.9:80
# lost: host
node() {
    uplink
    serve . tcp/0.0.0.0/8053
    ns cart
    ip link add mv0 link wan0 netns cart type macvlan mode bridge
    ip -n cart addr add 198.51.100.50/24 dev mv0
    ip -n cart link set mv0 up
    ip -n cart route add default via 198.51.100.1
    serve cart tcp/0.0.0.0/80
}
