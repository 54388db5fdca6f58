# title: Somebody flushed the nat table under Docker
# group: K7
# accepts: fw-rules-flushed masquerade-missing
# fix: no
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# lost: web dns
node() {
    docker_node docker7 172.31.0 mast keel
    serve_as dockerd . name/dockerd
    serve_as client mast connect/203.0.113.9/80
}
fault() { iptables -t nat -F; }
