# title: IPv6 is switched off everywhere
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.8.1
# probe: peer hull tcp 172.25.8.8:80 as=deck
node() {
    usual_node quay 172.25.8 hull deck
    sysctl -qw net.ipv6.conf.all.disable_ipv6=1
    for each in hull deck; do on $each sysctl -qw net.ipv6.conf.all.disable_ipv6=1; done
}
