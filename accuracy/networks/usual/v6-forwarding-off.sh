# title: The node does not forward IPv6
# group: ipv6
# accepts: ipv6-forwarding-off
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# probe: gateway6 shop ping fd26:1::1
# lost: web6
node() {
    usual_node shopbr 172.26.10 shop
    uplink6
    ip -6 addr add fd26:1::1/64 dev shopbr nodad
    pod6 shop fd26:1::7/64 fd26:1::1
    masquerade6 fd26:1::/64
}
fault() { sysctl -qw net.ipv6.conf.all.forwarding=0; ip -6 route replace default via 2001:db8:64::1 dev wan0; }
