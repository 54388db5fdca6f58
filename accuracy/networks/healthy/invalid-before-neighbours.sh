# title: A firewall drops what is invalid before it accepts neighbour discovery
# target: pid hull
# probe: web6 hull tcp [2001:db8:9::9]:80
# probe: web hull tcp 203.0.113.9:80
# probe: gateway6 hull ping fd25:3::1
node() {
    usual_node quay 172.25.18 hull
    uplink6
    ip -6 addr add fd25:3::1/64 dev quay nodad
    pod6 hull fd25:3::7/64 fd25:3::1
    masquerade6 fd25:3::/64
    nft -f - <<<'table inet filter { chain in { type filter hook input priority 0; policy drop;
        ct state vmap { established : accept, related : accept, invalid : drop }; iif lo accept;
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert, mld-listener-query } accept;
        meta l4proto { icmp, icmpv6 } accept; tcp dport 22 accept; }; }'
}
