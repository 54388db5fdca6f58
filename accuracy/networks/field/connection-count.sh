# title: No connection is allowed beside the one that is being made
# group: K1
# accepts: path-blocked forward-policy-drop
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.16.1
# probe: peer cart tcp 172.29.16.8:80 as=desk
# lost: web dns peer
node() { usual_node crate 172.29.16 cart desk; }
fault() {
    chain inet guard fw filter forward 5
    nft add rule inet guard fw iifname crate ct count over 0 drop
}
