# title: The switch behind the uplink takes frames of the node's own hardware address only
# group: macvlan
# accepts: macvlan-upstream-mac-filter
# sight: hidden
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: node node tcp 203.0.113.9:80
# lost: web dns
node() {
    ip link set wan0 address 02:00:5e:00:53:01
    uplink
    ns shop
    ip link add eth0 link wan0 netns shop type macvlan mode bridge
    ip -n shop addr add 198.51.100.50/24 dev eth0
    ip -n shop link set eth0 up
    ip -n shop route add default via 198.51.100.1
    serve shop tcp/0.0.0.0/80
}
fault_outside() {
    chain netdev switch port filter "ingress device lan0" 0
    nft add rule netdev switch port ether saddr != 02:00:5e:00:53:01 drop
}
