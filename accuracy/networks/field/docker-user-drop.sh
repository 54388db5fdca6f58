# title: A DROP in DOCKER-USER for a published port
# group: K7
# accepts: path-blocked forward-policy-drop
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# probe: published out tcp 198.51.100.2:8000 src=192.0.2.77
# lost: published
node() {
    docker_node docker7 172.31.0 mast keel
    docker_publish docker7 8000 172.31.0.2 80
    serve_as dockerd . name/dockerd
}
fault() { iptables -I DOCKER-USER -i wan0 -p tcp --dport 80 -j DROP; }
