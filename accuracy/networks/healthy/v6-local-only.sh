# title: IPv6 only for the bridge itself, without a default route
# group: healthy
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
node() { uplink; bridge_with brx 10.44.0.1/24 fd00:44::1/64; pod shop brx 10.44.0.7/24 10.44.0.1; pod6 shop fd00:44::7/64; serve shop tcp/0.0.0.0/80; masquerade 10.44.0.0/24; }
