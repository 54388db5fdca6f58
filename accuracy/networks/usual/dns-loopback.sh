# title: The name server is a loopback address where nobody listens
# group: dns
# accepts: dns-loopback-nameserver
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.18.1
# probe: peer shop tcp 172.27.18.8:80 as=till
# lost: dns
node() {
    resolv shop 127.0.0.53
    usual_node shopbr 172.27.18 shop till
}
