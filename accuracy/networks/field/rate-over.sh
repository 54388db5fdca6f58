# title: What comes faster than once an hour is dropped
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
    nft add rule ip guard fw iifname crate limit rate over 1/hour burst 1 packets drop
    on cart ping -c 2 -i 0.2 -W 1 203.0.113.9 >/dev/null || true
}
