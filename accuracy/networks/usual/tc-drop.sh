# title: A filter of tc drops what the container sends
# group: bpf
# accepts: tc-ingress-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.8.1
# probe: peer shop tcp 172.26.8.8:80 as=till
# lost: web dns gateway peer
node() { usual_node shopbr 172.26.8 shop till; }
fault() {
    tc qdisc add dev ve-shop clsact
    tc filter add dev ve-shop ingress bpf da bytecode '1,6 0 0 2,'
}
