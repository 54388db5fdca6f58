# title: A VPN container: all goes by its tunnel, and nothing else is let out
# target: pid hull
# probe: tunnel hull ping 203.0.113.9
# probe: dns hull dns
node() {
    usual_node quay 172.25.12 hull
    serve_as vpn hull name/openvpn tun/tun0
    ip -n hull addr add 10.8.0.2/24 dev tun0
    ip -n hull link set tun0 up
    ip -n hull route add 192.0.2.77 via 172.25.12.1
    ip -n hull route replace 0.0.0.0/1 dev tun0
    ip -n hull route replace 128.0.0.0/1 dev tun0
    on hull iptables -P OUTPUT DROP
    on hull iptables -A OUTPUT -o lo -j ACCEPT
    on hull iptables -A OUTPUT -o tun0 -j ACCEPT
    on hull iptables -A OUTPUT -d 192.0.2.77 -p udp --dport 1194 -j ACCEPT
    on hull iptables -A OUTPUT -d 172.25.12.0/24 -j ACCEPT
}
