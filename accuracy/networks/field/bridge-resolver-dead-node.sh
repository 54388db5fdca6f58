# title: The same, and the whole node is asked about
# group: K7
# accepts: nothing-listening resolv-missing-or-unreachable
# fix: no
# target: node
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.47.1
# probe: peer mast tcp 172.29.47.8:80 as=keel
# lost: dns
node() {
    resolv mast 172.29.47.1
    resolv keel 172.29.47.1
    usual_node dock 172.29.47 mast keel
    serve_as names . name/aardvark-dns dns/172.29.47.1
}
fault() { kill "$(pid_of names)"; }
