# title: Marked packets meet a table that refuses all of them
# group: K3
# accepts: route-error-type policy-rule-hijack
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.26.1
# probe: peer cart tcp 172.29.26.8:80 as=desk
# lost: web dns
node() { usual_node crate 172.29.26 cart desk; }
fault() {
    chain ip marks pre filter prerouting -150
    nft add rule ip marks pre iifname crate meta mark set 42
    ip rule add fwmark 42 lookup 200
    ip route add unreachable default table 200
}
