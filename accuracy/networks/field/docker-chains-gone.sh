# title: All of Docker's chains are gone, its policy is not
# group: K7
# accepts: fw-rules-flushed
# fix: no
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# lost: web dns
node() {
    docker_node docker7 172.31.0 mast keel
    serve_as dockerd . name/dockerd
}
fault() {
    for each in filter nat; do
        iptables -t $each -F
        iptables -t $each -X
    done
}
