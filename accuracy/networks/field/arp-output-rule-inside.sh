# title: A rule inside the container drops the ARP requests that it sends
# group: K1
# accepts: arp-filtered
# tried: no
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.12.1
# probe: peer cart tcp 172.29.12.8:80 as=desk
# lost: web dns gateway peer
node() { usual_node crate 172.29.12 cart desk; }
fault() { on cart nft -f - <<<'table arp t { chain o { type filter hook output priority 0; arp operation request drop; }; }'; }
