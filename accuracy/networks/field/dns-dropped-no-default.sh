# title: Questions to the name server are dropped, on a node that has no default route itself
# group: K1
# accepts: path-blocked forward-policy-drop
# target: pid cart
# probe: dns cart dns
# probe: gateway cart ping 172.29.19.1
# probe: peer cart tcp 172.29.19.8:80
# lost: dns
node() {
    usual_node crate 172.29.19 cart desk
    ip route del default
    ip route add 203.0.113.53 via 198.51.100.1
}
fault() {
    chain ip guard fw filter forward 0
    nft add rule ip guard fw udp dport 53 drop
}
