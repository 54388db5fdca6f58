# title: A strict reverse path filter on the second uplink
# group: sysctl
# accepts: rp-filter-drop multi-homed-reply-asym
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.31.0.1
# probe: first world tcp 198.51.100.2:8080 src=192.0.2.77
# probe: second world tcp 100.64.7.2:8080 src=192.0.2.77
# lost: second
outside() {
    # The client is a hop behind the router: ARP requests with its address, as the router would send if it had it, are
    # ignored as well, and counted nowhere.
    deep_outside
    ip link add lan1 type veth peer name wan1 netns "$NODE"
    ip addr add 100.64.7.1/24 dev lan1
    ip link set lan1 up
}
node() {
    docker_node docker5 172.31.0 shop
    docker_publish docker5 8080 172.31.0.2 80
    ip addr add 100.64.7.2/24 dev wan1
    ip link set wan1 up
}
fault() { sysctl -qw net.ipv4.conf.wan1.rp_filter=1; }
