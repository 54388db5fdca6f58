# title: The bridge is in no zone of firewalld that forwards
# group: K7
# accepts: host-firewall-manager-blocks-forward
# fix: no
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# lost: web dns
node() { docker_node docker7 172.31.0 mast; }
fault() {
    nft -f - <<<'table inet firewalld {
        chain filter_FORWARD { type filter hook forward priority 10; policy accept;
            ct state { established, related } accept; ct status dnat accept; iifname lo accept;
            jump filter_FORWARD_POLICIES; ct state invalid drop; reject with icmpx admin-prohibited; }
        chain filter_FORWARD_POLICIES { iifname wan0 oifname wan0 jump filter_FWD_public; iifname "docker7" jump filter_FWD_public; }
        chain filter_FWD_public { jump filter_FWD_public_pre; jump filter_FWD_public_allow; jump filter_FWD_public_post; }
        chain filter_FWD_public_pre { }
        chain filter_FWD_public_allow { oifname lo accept; }
        chain filter_FWD_public_post { }
    }'
}
