# title: A NOTRACK rule for what comes from Docker's bridge
# group: K7
# accepts: ct-zone-or-notrack
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# lost: web dns
node() {
    docker_node docker7 172.31.0 mast keel
    serve_as dockerd . name/dockerd
}
fault() { iptables -t raw -A PREROUTING -i docker7 -j CT --notrack; }
