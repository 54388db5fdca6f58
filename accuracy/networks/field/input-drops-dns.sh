# title: The node's INPUT lets no questions for names through
# group: K7
# accepts: input-blocks-bridge-to-host
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.49.1
# probe: peer mast tcp 172.29.49.8:80 as=keel
# lost: dns
node() {
    resolv mast 172.29.49.1
    usual_node dock 172.29.49 mast keel
    serve_as names . name/dnsmasq dns/172.29.49.1
}
fault() {
    nft -f - <<<'table inet filter { chain input { type filter hook input priority 0; policy drop;
        iif lo accept; ct state established,related accept; meta l4proto { icmp, icmpv6 } accept; tcp dport 22 accept; }; }'
}
