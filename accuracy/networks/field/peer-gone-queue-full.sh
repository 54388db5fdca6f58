# title: An old connection sends into the void: the other end's link is down
# group: K7
# accepts: link-host-side-down path-blocked
# tried: no
# history: kept
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.43.1
# probe: peer mast tcp 172.29.43.8:80 as=keel
# lost: peer
node() {
    usual_node dock 172.29.43 mast keel
    serve_as feed mast send/172.29.43.8/80
}
fault() {
    ip link set ve-keel down
    sleep 0.5
}
