# title: A hashlimit lets one packet an hour through
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
    iptables -I FORWARD -i crate -m hashlimit --hashlimit-above 1/hour --hashlimit-burst 1 --hashlimit-mode srcip \
        --hashlimit-name calm -j DROP
    on cart ping -c 2 -i 0.2 -W 1 203.0.113.9 >/dev/null || true
}
