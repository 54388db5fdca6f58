# title: A container behind a VPN has a published port, and its answers leave by the tunnel
# group: K3
# accepts: multi-homed-reply-asym policy-rule-hijack
# target: pid cart
# probe: published out tcp 198.51.100.2:8080 src=192.0.2.77
# probe: near out tcp 198.51.100.2:8080
# probe: ping cart ping 203.0.113.9
# lost: published near
node() {
    docker_node crate 172.31.0 cart
    docker_publish crate 8080 172.31.0.2 80
    serve_as vpn cart name/openvpn tun/tun0
    ip -n cart addr add 10.8.0.6/24 dev tun0
    ip -n cart link set tun0 up
}
fault() { ip -n cart route replace default dev tun0; }
