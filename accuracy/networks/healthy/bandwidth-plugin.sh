# title: Pods shaped in both directions, as the bandwidth plugin does it by an ifb device
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.39.1
# probe: peer hull tcp 172.25.39.8:80 as=deck
node() {
    usual_node quay 172.25.39 hull deck
    tc qdisc add dev ve-hull root tbf rate 100mbit burst 64k latency 50ms
    ip link add bwp-hull type ifb
    ip link set bwp-hull up
    tc qdisc add dev ve-hull ingress
    tc filter add dev ve-hull parent ffff: protocol ip u32 match u32 0 0 action mirred egress redirect dev bwp-hull
    tc qdisc add dev bwp-hull root tbf rate 100mbit burst 64k latency 50ms
}
