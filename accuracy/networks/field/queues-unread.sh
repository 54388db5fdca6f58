# title: Packets are spread over three queues that nobody reads
# group: K7
# accepts: path-blocked forward-policy-drop
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.43.1
# probe: peer mast tcp 172.29.43.8:80 as=keel
# lost: web dns
node() { usual_node dock 172.29.43 mast keel; }
fault() { iptables -I FORWARD -i dock -o wan0 -j NFQUEUE --queue-balance 3:5; }
