# title: Two networks of Docker are kept apart, and the one is asked from the other
# group: firewall
# accepts: docker-inter-network-isolation
# severity: info
# fix: no
# target: pid shop
# args: --to 172.30.0.2:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.31.0.1
# probe: other shop tcp 172.30.0.2:80
# lost: other
node() {
    docker_node docker5 172.31.0 shop
    bridge_with br-a1b2 172.30.0.1/16
    pod depot br-a1b2 172.30.0.2/16 172.30.0.1
    serve depot tcp/0.0.0.0/80
    docker_rules br-a1b2 172.30.0.0/16
}
