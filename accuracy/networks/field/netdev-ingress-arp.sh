# title: A netdev chain at the container's port drops its ARP
# group: K1
# accepts: arp-filtered
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.13.1
# probe: peer cart tcp 172.29.13.8:80 as=desk
# lost: web dns gateway peer
node() { usual_node crate 172.29.13 cart desk; }
fault() { nft -f - <<<'table netdev t { chain i { type filter hook ingress device "ve-cart" priority 0; ether type arp drop; }; }'; }
