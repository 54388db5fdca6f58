# title: The container's address is on a list of xt_recent
# group: K1
# accepts: path-blocked forward-policy-drop
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.15.1
# probe: peer cart tcp 172.29.15.8:80 as=desk
# lost: web dns peer
node() { usual_node crate 172.29.15 cart desk; }
fault() {
    iptables -I FORWARD -m recent --name barred --rcheck -j DROP
    echo +172.29.15.7 >/proc/net/xt_recent/barred
}
