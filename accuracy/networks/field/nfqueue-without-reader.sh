# title: Packets are queued for a program that does not run
# group: K7
# accepts: path-blocked forward-policy-drop
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.42.1
# probe: peer mast tcp 172.29.42.8:80 as=keel
# lost: web dns
node() { usual_node dock 172.29.42 mast keel; }
fault() { iptables -I FORWARD -i dock -o wan0 -j NFQUEUE --queue-num 7; }
