# title: The node holds the hardware address that the container had before
# group: neigh
# accepts: neigh-stale-reused-ip
# history: kept
# tried: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: from-node node tcp 172.27.25.7:80
# lost: from-node
# varies: web
node() { usual_node shopbr 172.27.25 shop till; }
fault() {
    ip neigh replace 172.27.25.7 lladdr 02:11:22:33:44:55 dev shopbr nud reachable
}
