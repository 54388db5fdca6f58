# title: The containers' links end in a switch that is a program
# target: pid hull
# probe: peer hull tcp 172.25.23.8:80
# probe: back deck ping 172.25.23.7
node() {
    uplink
    for each in hull/7 deck/8; do
        ns ${each%/*}
        ip link add ve-${each%/*} type veth peer name eth0 netns ${each%/*}
        ip link set ve-${each%/*} up
        ip -n ${each%/*} addr add 172.25.23.${each#*/}/24 dev eth0
        ip -n ${each%/*} link set eth0 up
        on ${each%/*} ethtool -K eth0 tx off >/dev/null
        resolv ${each%/*}
        serve ${each%/*} tcp/0.0.0.0/80
    done
    serve_as switch . name/ovs-vswitchd switch/ve-hull/ve-deck
}
