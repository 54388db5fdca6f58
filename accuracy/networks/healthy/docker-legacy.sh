# title: Docker with the old iptables
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.31.0.1
node() {
    uplink
    bridge_with docker3 172.31.0.1/16
    pod hull docker3 172.31.0.2/16 172.31.0.1
    serve hull tcp/0.0.0.0/80
    docker_rules docker3 172.31.0.0/16 iptables-legacy
}
