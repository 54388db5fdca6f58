# title: A rule drops all ARP that comes to the node
# group: K1
# accepts: arp-filtered
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.11.1
# probe: peer cart tcp 172.29.11.8:80 as=desk
# lost: web dns gateway
node() { usual_node crate 172.29.11 cart desk; }
fault() {
    chain arp guard in filter input 0
    nft add rule arp guard in drop
}
