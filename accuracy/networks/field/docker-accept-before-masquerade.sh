# title: An ACCEPT stands before Docker's masquerade
# group: K7
# accepts: masquerade-rule-mismatch
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# lost: web dns
node() {
    docker_node docker7 172.31.0 mast keel
    serve_as dockerd . name/dockerd
}
fault() { iptables -t nat -I POSTROUTING -s 172.31.0.0/16 -j ACCEPT; }
