# title: A container on two networks is called by the second one, and answers by the first
# group: route
# accepts: multi-homed-reply-asym rp-filter-drop
# target: pid shop
# probe: published out tcp 198.51.100.2:8080 src=192.0.2.77
# probe: web shop tcp 203.0.113.9:80
# lost: published
node() {
    docker_node docker5 172.31.0 shop
    bridge_with br-a1b2 172.30.0.1/16
    docker_rules br-a1b2 172.30.0.0/16
    plug shop br-a1b2 eth1 ve-shop1
    ip -n shop addr add 172.30.0.2/16 dev eth1
    docker_publish br-a1b2 8080 172.30.0.2 80
}
fault() { sysctl -qw net.ipv4.conf.docker5.rp_filter=1; }
