# title: Connection tracking is full of connections that may not be dropped
# group: conntrack
# accepts: conntrack-table-full
# history: kept
# fix: no
# sight: seen
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.26.1
# probe: peer shop tcp 172.27.26.8:80 as=till
# lost: web dns
# varies: peer gateway
node() { usual_node shopbr 172.27.26 shop till; }
fault() { python3 "$lib/fill.py" "$(sysctl -n net.netfilter.nf_conntrack_max)"; }
