# title: The IPv6 gateway's address is no longer on the bridge
# group: ipv6
# accepts: bridge-addr-missing
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# lost: web6
node() {
    usual_node shopbr 172.26.14 shop till
    uplink6
    ip -6 addr add fd26:8::1/64 dev shopbr nodad
    pod6 shop fd26:8::7/64 fd26:8::1
    pod6 till fd26:8::8/64 fd26:8::1
    masquerade6 fd26:8::/64
}
fault() { ip -6 addr del fd26:8::1/64 dev shopbr; }
