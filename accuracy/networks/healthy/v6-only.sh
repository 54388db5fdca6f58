# title: IPv6 alone
# target: pid hull
# probe: web6 hull tcp [2001:db8:9::9]:80
# probe: dns hull dns
# probe: gateway6 hull ping fd25:1::1
# probe: peer6 hull tcp [fd25:1::8]:80
outside() {
    ip link add lan0 type veth peer name wan0 netns "$NODE"
    ip -6 addr add 2001:db8:64::1/64 dev lan0 nodad
    ip link set lan0 up
    ip -6 addr add 2001:db8:9::9/128 dev lo nodad
    ip -6 route add fd25:1::/64 via 2001:db8:64::2
    serve . tcp/2001:db8:9::9/80 dns/2001:db8:9::9
}
node() {
    ip link set wan0 up
    uplink6
    bridge_with quay fd25:1::1/64
    for each in hull/7 deck/8; do
        ns ${each%/*}
        plug ${each%/*} quay
        pod6 ${each%/*} fd25:1::${each#*/}/64 fd25:1::1
        resolv ${each%/*} 2001:db8:9::9
        serve ${each%/*} tcp/::/80
    done
}
