# title: The bridge has another hardware address than its containers have learned
# group: bridge
# accepts: bridge-mac-flap neigh-stale-reused-ip
# history: kept
# tried: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: gateway shop ping 172.27.26.1
# lost: web gateway
node() { usual_node shopbr 172.27.26 shop till; }
fault() {
    ip link set ve-till down
    ip link set shopbr address 02:00:5e:00:53:01
    ip link set ve-till up
    ip -n till route add default via 172.27.26.1 2>/dev/null || true
    ip -n shop neigh replace 172.27.26.1 lladdr 02:00:5e:00:53:77 dev eth0 nud reachable
}
