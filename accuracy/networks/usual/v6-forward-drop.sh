# title: Docker's ip6tables forward nothing
# group: ipv6
# accepts: forward-policy-drop
# target: pid shop
# probe: web6 shop tcp [2001:db8:9::9]:80
# probe: web shop tcp 203.0.113.9:80
# lost: web6
node() {
    usual_node shopbr 172.26.13 shop
    uplink6
    ip -6 addr add fd26:6::1/64 dev shopbr nodad
    pod6 shop fd26:6::7/64 fd26:6::1
    masquerade6 fd26:6::/64
}
fault() { ip6tables -P FORWARD DROP; }
