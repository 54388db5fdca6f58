# title: A rule for the node's own address leads into a table that does not know the bridge
# group: K3
# accepts: policy-rule-hijack
# target: pid cart
# args: --to 198.51.100.2:8022
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.25.1
# probe: peer cart tcp 172.29.25.8:80 as=desk
# probe: host cart tcp 198.51.100.2:8022
# lost: host
node() {
    usual_node crate 172.29.25 cart desk
    serve . tcp/0.0.0.0/8022
}
fault() {
    ip route add 198.51.100.0/24 dev wan0 table 210
    ip route add default via 198.51.100.1 table 210
    ip rule add from 198.51.100.2 lookup 210
}
