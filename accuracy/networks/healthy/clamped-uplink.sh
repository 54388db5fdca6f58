# title: The uplink takes less, and segments are clamped both ways
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.30.1
# probe: peer hull tcp 172.25.30.8:80 as=deck
# probe: upload hull up 203.0.113.9:80
# probe: download hull down 203.0.113.9:80
outside() {
    usual_outside
    ip link set lan0 mtu 1400
}
node() {
    usual_node quay 172.25.30 hull deck
    ip link set wan0 mtu 1400
    iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
}
