# title: firewalld with as many zones and policies as a large machine has
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.31.0.1
node() {
    docker_node docker3 172.31.0 hull
    local zone part number zones=(external) text='table inet firewalld {
        chain nat_POSTROUTING { type nat hook postrouting priority 110; jump nat_POSTROUTING_POLICIES; }
        chain filter_INPUT { type filter hook input priority 10; ct state established,related accept; iifname lo accept;
            jump filter_INPUT_POLICIES; ct state invalid drop; reject with icmpx admin-prohibited; }
        chain filter_FORWARD { type filter hook forward priority 10; ct state established,related accept; ct status dnat accept;
            jump filter_FORWARD_POLICIES; ct state invalid drop; reject with icmpx admin-prohibited; }
    '
    for number in {1..25}; do zones+=(zone$number); done
    for zone in "${zones[@]}"; do
        for part in nat_POST filter_IN filter_FWD; do
            text+="chain ${part}_$zone { jump ${part}_${zone}_pre; jump ${part}_${zone}_log; jump ${part}_${zone}_deny; jump ${part}_${zone}_allow; jump ${part}_${zone}_post; }; "
            for each in pre log deny allow post; do text+="chain ${part}_${zone}_$each { }; "; done
        done
    done
    text+='chain nat_POSTROUTING_POLICIES { '
    for number in {1..25}; do text+="iifname docker3 oifname wan0 jump nat_POST_zone$number; "; done
    text+='oifname wan0 goto nat_POST_external; return; }; chain filter_INPUT_POLICIES { '
    for number in {1..25}; do text+="iifname docker3 jump filter_IN_zone$number; "; done
    text+='iifname docker3 accept; iifname wan0 goto filter_IN_external; }; chain filter_FORWARD_POLICIES { '
    for number in {1..25}; do text+="iifname docker3 oifname wan0 jump filter_FWD_zone$number; "; done
    nft -f - <<<"$text iifname docker3 accept; iifname wan0 jump filter_FWD_external; }; }"
    nft add rule inet firewalld filter_IN_external_allow meta l4proto icmp accept
    nft add rule inet firewalld nat_POST_external_allow oifname != lo masquerade
}
