# title: The host asks its macvlan container
# group: macvlan
# accepts: macvlan-host-isolation
# target: pid shop
# args: --to 198.51.100.2
# probe: web shop tcp 203.0.113.9:80
# probe: from-host node tcp 198.51.100.50:80
# probe: host shop ping 198.51.100.2
# lost: from-host host
node() {
    uplink
    ns shop
    ip link add eth0 link wan0 netns shop type macvlan mode bridge
    ip -n shop addr add 198.51.100.50/24 dev eth0
    ip -n shop link set eth0 up
    ip -n shop route add default via 198.51.100.1
    serve shop tcp/0.0.0.0/80
}
