# title: Strict reverse path filters everywhere, and one way for each
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.26.1
# probe: peer hull tcp 172.25.26.8:80 as=deck
node() {
    sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1
    usual_node quay 172.25.26 hull deck
}
