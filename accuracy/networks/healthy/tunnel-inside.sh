# title: A container holds a tunnel of its own, as wireguard-go makes it: no ARP, a smaller MTU, a few networks behind it
# target: pid hull
# args: --to 10.66.3.9
# probe: site hull ping 10.66.3.9
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.43.1
node() {
    usual_node quay 172.25.43 hull
    serve_as wg hull name/wireguard-go tun/wg0 udp/0.0.0.0/51820
    ip -n hull addr add 10.200.0.2/32 dev wg0
    ip -n hull link set wg0 mtu 1420 up
    ip -n hull route add 10.66.0.0/16 dev wg0
    ip -n hull route add 10.200.0.1 dev wg0
}
