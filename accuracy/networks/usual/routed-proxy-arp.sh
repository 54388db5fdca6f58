# title: The routed pod's host end lost proxy_arp, and a neighbour was learned before
# group: routed
# accepts: proxy-arp-gateway-missing
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# lost: web
node() { uplink; routed_pod shop 10.66.1.9; masquerade 10.66.1.9/32; }
fault() { sysctl -qw net.ipv4.conf.cali-shop.proxy_arp=0; }
