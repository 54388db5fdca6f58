# title: FORWARD drops under a bridge of LXC, both ways
# group: K7
# accepts: forward-policy-drop
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 10.0.7.1
# lost: web dns
node() {
    uplink
    bridge_with lxcbr7 10.0.7.1/24
    pod mast lxcbr7 10.0.7.7/24 10.0.7.1
    serve mast tcp/0.0.0.0/80
    nft -f - <<<'table inet lxc {
        chain input { type filter hook input priority 0; iifname lxcbr7 udp dport { 53, 67 } accept; }
        chain forward { type filter hook forward priority 0; iifname lxcbr7 accept; oifname lxcbr7 accept; }
    }
    table ip lxc { chain postrouting { type nat hook postrouting priority 100; ip saddr 10.0.7.0/24 ip daddr != 10.0.7.0/24 masquerade; }; }'
}
fault() { iptables -P FORWARD DROP; }
