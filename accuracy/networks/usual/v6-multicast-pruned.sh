# title: The bridge floods no multicast to the neighbour's port, and IPv6 looks for neighbours by it
# group: ipv6
# accepts: mcast-snooping-drop
# target: pid shop
# probe: peer6 shop tcp [fd26:9::8]:81
# probe: peer shop tcp 172.26.14.8:80
# lost: peer6
node() {
    usual_node shopbr 172.26.14 shop till
    uplink6
    ip -6 addr add fd26:9::1/64 dev shopbr nodad
    pod6 shop fd26:9::7/64 fd26:9::1
    pod6 till fd26:9::8/64 fd26:9::1
    serve_as six till tcp/::/81
    masquerade6 fd26:9::/64
}
fault() { bridge link set dev ve-till mcast_flood off; ip link set shopbr type bridge mcast_snooping 1; bridge mdb show >/dev/null; }
