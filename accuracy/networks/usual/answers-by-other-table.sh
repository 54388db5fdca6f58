# title: rp_filter loose off, answers come in by a rule's table that lacks the pod network
# group: policy
# accepts: policy-rule-hijack pod-route-missing-on-node
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: web dns
node() { usual_node kbr3 10.88.3 api; }
fault() { ip rule add iif wan0 lookup 77 pref 50; ip route add default via 198.51.100.1 table 77; }
