# title: Links with queues that are wide enough, and filters that let everything pass
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.38.1
# probe: peer hull tcp 172.25.38.8:80 as=deck
node() {
    usual_node quay 172.25.38 hull deck
    tc qdisc add dev ve-hull root tbf rate 100mbit burst 64k latency 50ms
    tc qdisc add dev ve-deck clsact
    tc filter add dev ve-deck ingress bpf da bytecode '1,6 0 0 4294967295,'
}
