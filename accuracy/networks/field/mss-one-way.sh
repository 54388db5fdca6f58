# title: The segment size is clamped in one direction only: uploads hang
# group: K1
# accepts: pmtud-icmp-blocked mtu-bigger-than-egress
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: download cart down 203.0.113.9:80
# probe: upload cart up 203.0.113.9:80
# lost: upload
outside() { deep_outside; }
node() { usual_node crate 172.29.23 cart; }
fault_outside() { ip link set lan0 mtu 1280; }
fault() {
    ip link set wan0 mtu 1280
    iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP
    iptables -t mangle -A FORWARD -o wan0 -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
}
