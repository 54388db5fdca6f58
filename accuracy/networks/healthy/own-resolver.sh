# title: The container has its own resolver on 127.0.0.1
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.33.1
# probe: peer hull tcp 172.25.33.8:80 as=deck
node() {
    resolv hull 127.0.0.1
    usual_node quay 172.25.33 hull deck
    serve_as unbound hull name/unbound dns/127.0.0.1
}
