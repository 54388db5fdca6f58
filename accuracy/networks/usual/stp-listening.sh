# title: Spanning tree does not let the port forward yet
# group: bridge
# accepts: bridge-port-blocking-stp
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.23.1
# probe: peer shop tcp 172.27.23.8:80 as=till
# lost: web dns gateway peer
node() { usual_node shopbr 172.27.23 shop till; }
fault() {
    ip link set shopbr type bridge stp_state 1 forward_delay 2000
    ip link set ve-shop nomaster
    ip link set ve-shop master shopbr
}
