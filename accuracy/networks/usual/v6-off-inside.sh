# title: IPv6 switched off inside, the name server is IPv6
# group: v6
# accepts: ipv6-disabled-in-ns
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: dns
# fix: no
node() { resolv api 2001:db8:9::9; uplink; uplink6; bridge_with kbr3 10.88.3.1/24 fd77:3::1/64; pod api kbr3 10.88.3.7/24 10.88.3.1; pod6 api fd77:3::7/64 fd77:3::1; serve api tcp/0.0.0.0/80; masquerade 10.88.3.0/24; masquerade6 fd77:3::/64; }
fault() { on api sysctl -qw net.ipv6.conf.all.disable_ipv6=1; }
