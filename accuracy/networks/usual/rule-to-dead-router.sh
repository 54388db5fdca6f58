# title: A rule for the containers leads to a router that is not there
# group: route
# accepts: policy-rule-hijack gateway-neigh-failed
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.1.1
# probe: peer shop tcp 172.26.1.8:80 as=till
# lost: web dns gateway
node() { usual_node shopbr 172.26.1 shop till; }
fault() {
    ip route add default via 198.51.100.77 table 100
    ip rule add pref 100 from 172.26.1.0/24 lookup 100
}
