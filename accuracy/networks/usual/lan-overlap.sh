# title: A container network has the half of the LAN in which the asked host is
# group: route
# accepts: subnet-overlap
# target: pid shop
# args: --to 198.51.100.200:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.21.1
# probe: peer shop tcp 172.27.21.8:80 as=till
# probe: lan shop tcp 198.51.100.200:80
# lost: lan
outside() {
    usual_outside
    ip addr add 198.51.100.200/24 dev lan0
    serve_as lan . tcp/198.51.100.200/80
}
node() { usual_node shopbr 172.27.21 shop till; }
fault() {
    bridge_with depot 198.51.100.129/25
    pod crane depot 198.51.100.130/25 198.51.100.129
}
