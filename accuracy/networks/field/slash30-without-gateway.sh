# title: A /30 as if from DHCP, in which there is no gateway
# group: K4
# accepts: prefix-length-wrong default-route-missing
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.35.1
# probe: peer mast tcp 172.29.35.8:80 as=keel
# lost: web dns gateway peer
node() { usual_node dock 172.29.35 mast keel; }
fault() {
    ip -n mast addr flush dev eth0 scope global
    ip -n mast addr add 172.29.35.6/30 dev eth0
}
