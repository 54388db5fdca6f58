# title: A second bridge has the network of a remote host, which a container asks
# group: K7
# accepts: subnet-overlap
# target: pid mast
# args: --to 172.19.5.5:80
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# probe: far mast tcp 172.19.5.5:80
# lost: far
outside() {
    usual_outside
    ip addr add 172.19.5.5/32 dev lo
    serve_as far . tcp/172.19.5.5/80
}
node() { docker_node docker7 172.31.0 mast; }
fault() {
    bridge_with br-5e1f 172.19.0.1/16
    docker_rules br-5e1f 172.19.0.0/16
    pod other br-5e1f 172.19.0.2/16 172.19.0.1
}
