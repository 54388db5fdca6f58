# title: A bridge has a part of a remote network, and in it the host that is asked for
# group: K3
# accepts: subnet-overlap
# target: pid cart
# args: --to 10.50.3.7:80
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.29.1
# probe: peer cart tcp 172.29.29.8:80 as=desk
# probe: far cart tcp 10.50.3.7:80
# lost: far
outside() {
    usual_outside
    ip addr add 10.50.3.7/32 dev lo
    serve_as far . tcp/10.50.3.7/80
}
node() {
    usual_node crate 172.29.29 cart desk
    ip route add 10.50.0.0/16 via 198.51.100.1
}
fault() {
    bridge_with kbr9 10.50.3.1/24
    pod extra kbr9 10.50.3.9/24 10.50.3.1
}
