# title: Nobody answers for the link-local gateway
# group: sysctl
# accepts: proxy-arp-gateway-missing
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# lost: web dns
node() {
    uplink
    routed_pod shop 10.77.3.7
    masquerade 10.77.3.0/24
}
fault() { sysctl -qw net.ipv4.conf.cali-shop.proxy_arp=0; }
