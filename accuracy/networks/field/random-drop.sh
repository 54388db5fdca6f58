# title: Chance drops all but one packet of a milliard
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
    chain ip guard fw filter forward 5
    nft add rule ip guard fw iifname crate 'meta random < 4294967290' counter drop
}
