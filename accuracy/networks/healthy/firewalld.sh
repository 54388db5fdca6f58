# title: firewalld with zones, and a policy between them
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.31.0.1
node() {
    docker_node docker3 172.31.0 hull
    local zone text='table inet firewalld {
        chain filter_PREROUTING { type filter hook prerouting priority -140; icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept; }
        chain nat_POSTROUTING { type nat hook postrouting priority 110; jump nat_POSTROUTING_POLICIES; }
        chain nat_POSTROUTING_POLICIES { iifname "docker3" oifname wan0 jump nat_POST_policy_out; oifname wan0 goto nat_POST_external; return; }
        chain filter_INPUT { type filter hook input priority 10; ct state established,related accept; ct status dnat accept; iifname lo accept;
            jump filter_INPUT_POLICIES; ct state invalid drop; reject with icmpx admin-prohibited; }
        chain filter_INPUT_POLICIES { iifname "docker3" jump filter_IN_trusted; iifname "docker3" accept; iifname wan0 goto filter_IN_external; }
        chain filter_FORWARD { type filter hook forward priority 10; ct state established,related accept; ct status dnat accept; iifname lo accept;
            jump filter_FORWARD_POLICIES; ct state invalid drop; reject with icmpx admin-prohibited; }
        chain filter_FORWARD_POLICIES { iifname "docker3" oifname wan0 jump filter_FWD_policy_out; iifname "docker3" accept; iifname wan0 jump filter_FWD_external; }
    '
    for zone in nat_POST_policy_out nat_POST_external filter_IN_trusted filter_IN_external filter_FWD_policy_out filter_FWD_external; do
        for part in pre log deny allow post; do text+="chain ${zone}_$part { }; "; done
        text+="chain $zone { "
        for part in pre log deny allow post; do text+="jump ${zone}_$part; "; done
        text+="}; "
    done
    nft -f - <<<"$text }"
    nft add rule inet firewalld filter_FWD_policy_out_allow accept
    nft add rule inet firewalld filter_IN_external_allow tcp dport 22 accept
    nft add rule inet firewalld filter_IN_external_allow meta l4proto icmp accept
    nft add rule inet firewalld nat_POST_external_allow oifname != lo masquerade
}
