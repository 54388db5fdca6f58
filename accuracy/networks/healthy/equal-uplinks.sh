# title: Two equal uplinks
# group: healthy
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
outside() { usual_outside; ip link add lan1 type veth peer name wan1 netns "$NODE"; ip addr add 198.51.101.1/24 dev lan1; ip link set lan1 up; }
node() { usual_node kbr3 10.88.3 api; ip addr add 198.51.101.2/24 dev wan1; ip link set wan1 up; ip route replace default nexthop via 198.51.100.1 nexthop via 198.51.101.1; nft flush chain ip nat post; nft add rule ip nat post ip saddr 10.88.3.0/24 oifname '{ wan0, wan1 }' masquerade; }
