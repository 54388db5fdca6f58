# title: A pod with two bridges, its default by the one that is not translated
# group: multi
# accepts: masquerade-rule-mismatch masquerade-missing
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: web dns
node() { usual_node kbr3 10.88.3 api; bridge_with kbr4 10.88.4.1/24; plug api kbr4 eth1 ve-api1; ip -n api addr add 10.88.4.7/24 dev eth1; }
fault() { ip -n api route replace default via 10.88.4.1; }
