# title: The container has the bridge's hardware address
# group: bridge
# accepts: l2-loop-own-mac duplicate-mac
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.24.1
# probe: peer shop tcp 172.27.24.8:80 as=till
# lost: web dns gateway
# varies: peer
node() {
    usual_node shopbr 172.27.24 shop till
    ip link set shopbr address 02:00:5e:00:53:24
}
fault() { ip -n shop link set eth0 address 02:00:5e:00:53:24; }
