# title: The server is stopped: it listens, and never answers
# group: K7
# accepts: process-stopped
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.44.1
# probe: peer mast tcp 172.29.44.8:80 as=keel
# probe: from-node node tcp 172.29.44.7:80
# lost: from-node
node() { usual_node dock 172.29.44 mast keel; }
fault() { kill -STOP "$(pid_of mast)"; }
