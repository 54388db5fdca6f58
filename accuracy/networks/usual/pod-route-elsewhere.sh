# title: The node's route to the container leads into the link of another one
# group: route
# accepts: pod-route-missing-on-node
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: from-node node tcp 10.77.4.7:80
# probe: other till tcp 203.0.113.9:80
# lost: web from-node
node() {
    uplink
    routed_pod shop 10.77.4.7
    routed_pod till 10.77.4.8
    masquerade 10.77.4.0/24
}
fault() { ip route replace 10.77.4.7 dev cali-till; }
