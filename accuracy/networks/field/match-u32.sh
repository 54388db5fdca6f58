# title: Dropped because of some bytes of its header
# group: K7
# accepts: path-blocked forward-policy-drop
# verdict: unknown
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.41.1
# probe: peer mast tcp 172.29.41.8:80 as=keel
# lost: dns
node() { usual_node dock 172.29.41 mast keel; }
fault() { iptables -I FORWARD -i dock -o wan0 -m u32 --u32 '6&0xFF=17' -j DROP; }
