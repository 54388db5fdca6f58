# title: The IPv6 default route expired: only link-local is left
# group: v6
# accepts: default-route-missing
# target: pid box
# probe: web box tcp [2001:db8:9::9]:80
# probe: dns box dns
# lost: web dns
node() { resolv box 2001:db8:9::9; uplink; uplink6; bridge_with net6 172.22.1.1/24 fd00:61::1/64; pod box net6 172.22.1.9/24 172.22.1.1; pod6 box fd00:61::9/64 fd00:61::1; serve box tcp/::/80; masquerade 172.22.1.0/24; masquerade6 fd00:61::/64; }
fault() { ip -n box -6 route del default; }
