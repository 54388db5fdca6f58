# title: The overlay takes packets that do not fit once they are wrapped, and fragments do not get through
# group: overlay
# accepts: overlay-mtu-too-big
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: upload shop up 10.244.1.5:80
# lost: upload
outside() {
    overlay_outside
    ip link set ve-far mtu 1500
    ip -n far link set eth0 mtu 1500
    ip link set lan0 mtu 1600
    ip link set vx7 mtu 1500
}
node() {
    overlay_node
    for each in shop till; do
        ip link set ve-$each mtu 1500
        ip -n $each link set eth0 mtu 1500
    done
    ip link set wan0 mtu 1600
    ip link set vx7 mtu 1500
}
fault_outside() {
    ip link set lan0 mtu 1500
    nft -f - <<<'table ip f { chain p { type filter hook prerouting priority -450; ip frag-off & 0x3fff != 0 drop; }; }'
}
fault() { ip link set wan0 mtu 1500; }
