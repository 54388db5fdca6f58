# title: A network without a way out, which nobody in it wants
# target: pid hull
# probe: peer hull tcp 172.25.7.8:80
# probe: gateway hull ping 172.25.7.1
node() {
    uplink
    bridge_with quay 172.25.7.1/24
    for each in hull/7 deck/8; do
        pod ${each%/*} quay 172.25.7.${each#*/}/24
        resolv ${each%/*}
        serve ${each%/*} tcp/0.0.0.0/80
    done
}
