# title: The name server is a neighbour, and a rule of its own drops the questions
# group: K4
# accepts: path-blocked
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.38.1
# probe: peer mast tcp 172.29.38.8:80 as=keel
# lost: dns
node() {
    resolv mast 172.29.38.8
    usual_node dock 172.29.38 mast keel
    serve_as names keel name/dnsmasq dns/0.0.0.0
}
fault() { on keel nft -f - <<<'table inet own { chain in { type filter hook input priority 0; udp dport 53 drop; }; }'; }
