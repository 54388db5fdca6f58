# title: The node's firewall does not let the overlay's answers in
# group: overlay
# accepts: underlay-overlay-port-blocked
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
outside() { overlay_outside; }
node() { overlay_node; }
fault() {
    nft -f - <<<'table inet filter { chain input { type filter hook input priority 0; policy drop;
        iif lo accept; ct state established,related accept; meta l4proto icmp accept; tcp dport 22 accept; }; }'
    conntrack -F >/dev/null 2>&1
}
