# title: A bridge has the LAN's prefix and the address of its router, which is the name server too
# group: K3
# accepts: subnet-overlap
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.28.1
# probe: peer cart tcp 172.29.28.8:80 as=desk
# lost: dns
outside() {
    usual_outside
    serve_as dns . dns/198.51.100.1
}
node() {
    resolv cart 198.51.100.1
    usual_node crate 172.29.28 cart desk
}
fault() { bridge_with kbr9 198.51.100.1/24; }
