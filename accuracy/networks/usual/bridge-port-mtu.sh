# title: A neighbour on the bridge takes smaller packets
# group: mtu
# accepts: bridge-port-mtu-mismatch
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.17.1
# probe: peer shop tcp 172.27.17.8:80 as=till
# probe: large shop ping 172.27.17.8 size=1450
# lost: large
node() { usual_node shopbr 172.27.17 shop till; }
fault() {
    ip link set ve-till mtu 1400
    ip -n till link set eth0 mtu 1400
}
