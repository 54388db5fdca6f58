# title: The container has an address of the uplink's IPv6 network, and the node does not answer for it
# group: ipv6
# accepts: ndp-proxy-missing
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# lost: web6
node() {
    usual_node shopbr 172.26.12 shop
    uplink6
    ip -6 addr add fe80::1/64 dev shopbr nodad
    ip -6 route add 2001:db8:64::77/128 dev shopbr
    ip -n shop -6 addr add 2001:db8:64::77/128 dev eth0 nodad
    ip -n shop -6 route add default via fe80::1 dev eth0
    sysctl -qw net.ipv6.conf.wan0.proxy_ndp=1
    ip -6 neigh add proxy 2001:db8:64::77 dev wan0
}
fault() { ip -6 neigh del proxy 2001:db8:64::77 dev wan0; }
