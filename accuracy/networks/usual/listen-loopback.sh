# title: The published server listens on loopback only
# group: socket
# accepts: listen-loopback-only
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.31.0.1
# probe: published out tcp 198.51.100.2:8080
# lost: published
node() {
    docker_node docker5 172.31.0 shop
    docker_publish docker5 8080 172.31.0.2 8081
    serve_as app shop tcp/127.0.0.1/8081
}
