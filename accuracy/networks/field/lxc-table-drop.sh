# title: A drop in LXC's own table, where no ACCEPT of iptables helps
# group: K7
# accepts: path-blocked forward-policy-drop
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 10.0.7.1
# lost: web dns
node() { usual_node lxcbr7 10.0.7 mast; }
fault() { nft -f - <<<'table inet lxc { chain forward { type filter hook forward priority 0; iifname lxcbr7 drop; }; }'; }
