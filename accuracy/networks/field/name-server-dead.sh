# title: The only name server should be on the node's LAN, and nobody there has its address
# group: K7
# accepts: resolv-missing-or-unreachable gateway-neigh-failed
# fix: no
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.46.1
# probe: peer mast tcp 172.29.46.8:80 as=keel
# lost: dns
node() {
    resolv mast 198.51.100.99
    usual_node dock 172.29.46 mast keel
}
