# title: The container was given its gateway's hardware address for good, and the host's link has another one now
# group: link
# accepts: veth-mac-rewritten neigh-permanent-wrong
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# lost: web dns
node() {
    uplink
    routed_pod shop 10.77.5.7
    masquerade 10.77.5.0/24
    ip -n shop neigh replace 169.254.1.1 lladdr "$(mac_of cali-shop)" dev eth0 nud permanent
}
fault() { ip link set cali-shop address 02:00:5e:00:53:aa; }
