# title: The published server listens, but in the host's namespace
# group: socket
# accepts: listener-in-other-netns nothing-listening
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
    serve_as app . tcp/0.0.0.0/8081
}
