# title: Two bridges of the node have the same network
# group: route
# accepts: subnet-overlap
# target: pid crane
# probe: web crane tcp 203.0.113.9:80
# probe: dns crane dns
# lost: web dns
# fix: no
node() {
    usual_node shopbr 172.27.22 shop till
    bridge_with depot 172.27.22.1/24
    pod crane depot 172.27.22.40/24 172.27.22.1
    serve crane tcp/0.0.0.0/80
}
