# title: IPv6 is switched off on the container's link
# group: ipv6
# accepts: ipv6-disabled-in-ns
# fix: no
# target: pid shop
# probe: peer6 shop tcp [fd26:3::8]:81
# probe: web shop tcp 203.0.113.9:80
# lost: peer6
node() {
    usual_node shopbr 172.26.11 shop till
    uplink6
    ip -6 addr add fd26:3::1/64 dev shopbr nodad
    pod6 shop fd26:3::7/64 fd26:3::1
    pod6 till fd26:3::8/64 fd26:3::1
    serve_as six till tcp/::/81
    masquerade6 fd26:3::/64
}
fault() { on shop sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; }
