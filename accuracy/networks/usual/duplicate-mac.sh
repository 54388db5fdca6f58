# title: Two containers have the same hardware address
# group: bridge
# accepts: duplicate-mac
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.11.1
# probe: peer shop tcp 172.27.11.8:80 as=till
# lost: peer
# varies: web dns gateway
node() { usual_node shopbr 172.27.11 shop till; }
fault() {
    ip -n till link set eth0 down
    ip -n till link set eth0 address "$(mac_of eth0 shop)"
    ip -n till link set eth0 up
    ip -n till route add default via 172.27.11.1
}
