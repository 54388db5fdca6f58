# title: One rule of Docker's is gone: the masquerade of its bridge
# group: K7
# accepts: masquerade-missing
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# probe: published out tcp 198.51.100.2:8080
# lost: web dns
node() {
    docker_node docker7 172.31.0 mast keel
    docker_publish docker7 8080 172.31.0.2 80
    serve_as dockerd . name/dockerd
    serve_as client mast connect/203.0.113.9/80
}
fault() { iptables -t nat -D POSTROUTING -s 172.31.0.0/16 ! -o docker7 -j MASQUERADE; }
