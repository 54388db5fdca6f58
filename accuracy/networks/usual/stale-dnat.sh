# title: A rule for a container that is gone stands before the right one
# group: nat
# accepts: stale-dnat-target
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.31.0.1
# probe: published out tcp 198.51.100.2:8080
# lost: published
node() {
    docker_node docker5 172.31.0 shop
    docker_publish docker5 8080 172.31.0.2 80
    iptables -A DOCKER -d 172.31.0.99/32 ! -i docker5 -o docker5 -p tcp --dport 80 -j ACCEPT
}
fault() { iptables -t nat -I DOCKER ! -i docker5 -p tcp --dport 8080 -j DNAT --to-destination 172.31.0.99:80; }
