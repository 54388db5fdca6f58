# title: Two networks of Docker, published ports
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.31.0.1
# probe: published out tcp 198.51.100.2:8080 src=192.0.2.77
# probe: other out tcp 198.51.100.2:8081 src=192.0.2.77
node() {
    docker_node docker3 172.31.0 hull
    docker_publish docker3 8080 172.31.0.2 80
    bridge_with br-77aa 172.30.0.1/16
    docker_rules br-77aa 172.30.0.0/16
    pod deck br-77aa 172.30.0.2/16 172.30.0.1
    serve deck tcp/0.0.0.0/80
    docker_publish br-77aa 8081 172.30.0.2 80
    serve_as dockerd . name/dockerd
}
