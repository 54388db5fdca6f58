# title: The program behind the tunnel is stopped
# group: K7
# accepts: process-stopped tun-no-reader
# target: pid mast
# probe: ping mast ping 203.0.113.9
# probe: dns mast dns
# probe: gateway mast ping 172.29.45.1
# lost: ping dns
node() {
    usual_node dock 172.29.45 mast
    serve_as vpn mast name/openvpn tun/tun0
    ip -n mast addr add 10.8.0.6/24 dev tun0
    ip -n mast link set tun0 up
    ip -n mast route replace default dev tun0
}
fault() { kill -STOP "$(pid_of vpn)"; }
