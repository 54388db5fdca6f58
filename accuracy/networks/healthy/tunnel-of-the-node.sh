# title: The node has a tunnel to another site, made by a process, and its containers use it
# target: pid hull
# args: --to 10.66.3.9
# probe: site hull ping 10.66.3.9
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
node() {
    usual_node quay 172.25.42 hull
    serve_as vpn . name/openvpn tun/tun0
    ip addr add 10.8.0.6 peer 10.8.0.5 dev tun0
    ip link set tun0 mtu 1500 txqueuelen 100 up
    ip route add 10.66.0.0/16 via 10.8.0.5 dev tun0
    nft add rule ip nat post ip saddr 172.25.42.0/24 oifname tun0 masquerade
}
