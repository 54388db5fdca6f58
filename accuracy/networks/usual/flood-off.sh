# title: The bridge does not send unknown addresses to the neighbour's port
# group: bridge
# accepts: bridge-flood-off
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: peer shop tcp 172.27.24.8:80
# lost: peer
node() { usual_node shopbr 172.27.24 shop till; }
fault() {
    bridge link set dev ve-till flood off bcast_flood off learning off
    bridge fdb flush dev ve-till 2>/dev/null || true
    bridge fdb del "$(mac_of eth0 till)" dev ve-till master 2>/dev/null || true
}
