# title: The container has an address of another network than all of its siblings
# group: K4
# accepts: prefix-length-wrong gateway-off-link addr-missing cni-bridge-addr-mismatch
# fix: no
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.35.1
# probe: peer mast tcp 172.29.35.8:80 as=keel
# probe: sibling keel tcp 172.29.35.9:80
# lost: web dns gateway peer
node() { usual_node dock 172.29.35 mast keel oars; }
fault() {
    ip -n mast addr flush dev eth0 scope global
    ip -n mast addr add 172.31.8.7/24 dev eth0
    ip -n mast route add default via 172.31.8.1
}
