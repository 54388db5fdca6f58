# title: The container's own default route prohibits
# group: route
# accepts: route-error-type
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.3.1
# probe: peer shop tcp 172.26.3.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.26.3 shop till; }
fault() {
    ip -n shop route del default
    ip -n shop route add default via 172.26.3.1 metric 100
    ip -n shop route add prohibit default
}
