# title: The veth of the container was never made
# group: K1
# accepts: link-missing
# fix: no
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.18.1
# lost: web dns gateway
node() {
    usual_node crate 172.29.18 desk
    ns cart
    serve cart tcp/0.0.0.0/80
}
