# title: A rule of the bridge family drops ARP on the whole bridge
# group: K1
# accepts: arp-filtered
# tried: no
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.13.1
# probe: peer cart tcp 172.29.13.8:80 as=desk
# lost: web dns gateway peer
node() { usual_node crate 172.29.13 cart desk; }
fault() { nft -f - <<<'table bridge l2 { chain p { type filter hook prerouting priority -200; ether type arp counter drop; }; }'; }
