# title: The bridge of the one that is asked for has a small MTU, and the errors that say so are dropped
# group: K1
# accepts: pmtud-icmp-blocked mtu-bigger-than-egress
# target: pid cart
# args: --to 172.29.22.7:80
# probe: small cart tcp 172.29.22.7:80
# probe: upload cart up 172.29.22.7:80
# probe: web cart tcp 203.0.113.9:80
# lost: upload
node() {
    usual_node crate 172.29.21 cart
    bridge_with shelf 172.29.22.1/24
    pod desk shelf 172.29.22.7/24 172.29.22.1
    serve desk tcp/0.0.0.0/80
}
fault() {
    ip link set shelf mtu 600
    iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP
}
