# title: A /32 with an onlink gateway
# group: healthy
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
node() { uplink; bridge_with kbr3 10.88.3.1/24; ns api; plug api kbr3; ip -n api addr add 10.88.3.7/32 dev eth0; ip -n api route add default via 10.88.3.1 dev eth0 onlink; serve api tcp/0.0.0.0/80; masquerade 10.88.3.0/24; }
