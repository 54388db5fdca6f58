# title: Called by one uplink, answered by the other, and everybody lets it pass
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: first out tcp 198.51.100.2:8080 src=192.0.2.77
# probe: second out tcp 100.64.7.2:8080 src=192.0.2.77
outside() {
    usual_outside
    ip link add lan1 type veth peer name wan1 netns "$NODE"
    ip addr add 100.64.7.1/24 dev lan1
    ip link set lan1 up
}
node() {
    docker_node docker3 172.31.0 hull
    docker_publish docker3 8080 172.31.0.2 80
    ip addr add 100.64.7.2/24 dev wan1
    ip link set wan1 up
    sysctl -qw net.ipv4.conf.all.rp_filter=2
    ip rule add pref 500 from 100.64.7.2 lookup 71
    ip route add default via 100.64.7.1 dev wan1 table 71
    iptables -t mangle -A PREROUTING -i wan1 -m conntrack --ctstate NEW -j CONNMARK --set-mark 71
    iptables -t mangle -A PREROUTING -i docker3 -j CONNMARK --restore-mark
    ip rule add pref 510 fwmark 71 lookup 71
}
