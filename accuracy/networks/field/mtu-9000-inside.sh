# title: Jumbo frames inside, and 1500 at the other end
# group: K7
# accepts: veth-mtu-mismatch
# target: pid mast
# probe: peer mast tcp 172.29.48.8:80
# probe: upload mast up 172.29.48.8:80
# probe: web mast tcp 203.0.113.9:80
# lost: upload
node() { usual_node dock 172.29.48 mast keel; }
fault() { for each in mast keel; do ip -n $each link set eth0 mtu 9000; done; }
