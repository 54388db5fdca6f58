# title: The node's uplink has lost its address, and the container asks the node for names
# group: route
# accepts: path-blocked default-route-missing node-route-missing
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: gateway shop ping 172.27.15.1
# probe: peer shop tcp 172.27.15.8:80 as=till
# lost: web
node() {
    resolv shop 172.27.15.1
    resolv till 172.27.15.1
    usual_node shopbr 172.27.15 shop till
    serve_as names . name/dnsmasq dns/172.27.15.1
}
fault() { ip addr del 198.51.100.2/24 dev wan0; }
