# title: Only DNS by UDP is dropped by size-less rule
# group: firewall
# accepts: path-blocked forward-policy-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gw shop ping 10.44.0.1
# lost: dns
node() { usual_node brx 10.44.0 shop till; }
fault() { iptables -I FORWARD -i brx -p udp -m udp --dport 53 -m comment --comment "block exfil" -j REJECT; }
