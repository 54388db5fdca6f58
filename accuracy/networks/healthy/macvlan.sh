# title: A container on the LAN by macvlan, which does not ask its host
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: peer hull tcp 198.51.100.51:80
# probe: back out tcp 198.51.100.50:80
node() {
    uplink
    for each in hull/50 deck/51; do
        ns ${each%/*}
        ip link add eth0 link wan0 netns ${each%/*} type macvlan mode bridge
        ip -n ${each%/*} addr add 198.51.100.${each#*/}/24 dev eth0
        ip -n ${each%/*} link set eth0 up
        ip -n ${each%/*} route add default via 198.51.100.1
        serve ${each%/*} tcp/0.0.0.0/80
    done
}
