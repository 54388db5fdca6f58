# title: A VPN's kill switch refuses the containers
# group: route
# accepts: vpn-killswitch route-error-type policy-rule-hijack
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.1.1
# probe: peer shop tcp 172.26.1.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.26.1 shop till; }
fault() {
    ip rule add pref 90 to 172.26.1.0/24 lookup main
    ip rule add pref 99 from 172.26.1.0/24 unreachable
}
