# title: A shaper for what a container sends has room for less than one packet
# group: bpf
# accepts: qdisc-shaping-drop
# target: pid reef
# probe: web reef tcp 203.0.113.9:80
# probe: gateway reef ping 172.25.41.1
# lost: web gateway
node() {
    usual_node mole 172.25.41 reef
    ip link add bwp-reef type ifb
    ip link set bwp-reef up
    tc qdisc add dev ve-reef ingress
    tc filter add dev ve-reef parent ffff: protocol ip u32 match u32 0 0 action mirred egress redirect dev bwp-reef
}
fault() { tc qdisc add dev bwp-reef root tbf rate 10mbit burst 16kb limit 50; }
