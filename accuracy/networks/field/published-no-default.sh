# title: A published container has no default route
# group: K1
# accepts: default-route-missing
# target: pid cart
# probe: published out tcp 198.51.100.2:8080 src=192.0.2.77
# probe: web cart tcp 203.0.113.9:80
# probe: peer cart tcp 172.31.0.3:80
# lost: published web
node() {
    docker_node crate 172.31.0 cart desk
    docker_publish crate 8080 172.31.0.2 80
    resolv cart
}
fault() { ip -n cart route del default; }
