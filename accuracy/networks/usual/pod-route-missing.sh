# title: The node has no route to a container without a bridge
# group: route
# accepts: pod-route-missing-on-node
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: from-node node tcp 10.77.3.7:80
# lost: web from-node
node() {
    uplink
    routed_pod shop 10.77.3.7
    masquerade 10.77.3.0/24
}
fault() { ip route del 10.77.3.7; }
