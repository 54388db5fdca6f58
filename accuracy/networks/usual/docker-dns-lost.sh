# title: Nothing leads from 127.0.0.11 to Docker's resolver any more
# group: dns
# accepts: docker-dns-nat-lost
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.31.0.1
# lost: dns
# fix: no
node() {
    resolv shop 127.0.0.11
    docker_node docker5 172.31.0 shop
    serve_as dockerd shop name/dockerd dns/127.0.0.11/40053
    on shop iptables -t nat -N DOCKER_OUTPUT
    on shop iptables -t nat -A OUTPUT -d 127.0.0.11 -j DOCKER_OUTPUT
    on shop iptables -t nat -A DOCKER_OUTPUT -d 127.0.0.11 -p udp --dport 53 -j DNAT --to-destination 127.0.0.11:40053
}
fault() { on shop iptables -t nat -F; }
