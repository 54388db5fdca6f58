# title: No local port is left for one more connection to the server
# group: socket
# accepts: local-port-exhaustion
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.20.1
# probe: peer shop tcp 172.27.20.8:80 as=till
# lost: peer
# fix: no
node() {
    usual_node shopbr 172.27.20 shop till
    on shop sysctl -qw net.ipv4.ip_local_port_range="40000 40003"
    serve_as pool shop connect/172.27.20.8/80
}
fault() { sleep 2; }
