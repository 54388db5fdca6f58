# title: Dropped because of what is said in it
# group: K7
# accepts: path-blocked forward-policy-drop
# verdict: unknown
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.41.1
# probe: peer mast tcp 172.29.41.8:80 as=keel
# lost: web
node() { usual_node dock 172.29.41 mast keel; }
fault() { iptables -I FORWARD -i dock -o wan0 -p tcp -m string --algo bm --string "get" -j DROP; }
