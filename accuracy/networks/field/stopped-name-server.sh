# title: The name server on the bridge is stopped
# group: K7
# accepts: process-stopped
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.44.1
# probe: peer mast tcp 172.29.44.8:80 as=keel
# lost: dns
node() {
    resolv mast 172.29.44.1
    usual_node dock 172.29.44 mast keel
    serve_as names . name/dnsmasq dns/172.29.44.1
}
fault() { kill -STOP "$(pid_of names)"; }
