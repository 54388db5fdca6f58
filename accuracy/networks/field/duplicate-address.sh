# title: A neighbour has the same address, and the node has learned his
# group: K4
# accepts: duplicate-ip
# history: kept
# settle: yes
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.39.1
# lost: web dns gateway
node() { usual_node dock 172.29.39 mast keel; }
fault() {
    ip -n keel addr flush dev eth0 scope global
    ip -n keel addr add 172.29.39.7/24 dev eth0
    ip neigh flush to 172.29.39.7
    on keel ping -c 1 -W 1 172.29.39.1 >/dev/null
}
