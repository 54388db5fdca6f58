# title: resolv.conf names no server
# group: dns
# accepts: resolv-missing-or-unreachable
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.18.1
# probe: peer shop tcp 172.27.18.8:80 as=till
# lost: dns
node() {
    resolv shop
    usual_node shopbr 172.27.18 shop till
}
