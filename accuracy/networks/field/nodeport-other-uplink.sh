# title: A published port is called by one uplink, and the answer leaves by the other
# group: K3
# accepts: multi-homed-reply-asym rp-filter-drop policy-rule-hijack
# target: pid cart
# probe: published out tcp 198.51.100.2:8080 src=192.0.2.77
# probe: near out tcp 198.51.100.2:8080
# probe: web cart tcp 203.0.113.9:80
# lost: published
outside() {
    usual_outside
    ns isp2
    ip -n isp2 link add lan1 type veth peer name wan1 netns "$NODE"
    ip -n isp2 addr add 100.64.7.1/24 dev lan1
    ip -n isp2 link set lan1 up
    ip -n isp2 addr add 203.0.113.9/32 dev lo
    ip -n isp2 addr add 203.0.113.53/32 dev lo
    on isp2 nft -f - <<<'table ip u { chain i { type filter hook prerouting priority 0; iifname lan1 ip saddr != 100.64.7.0/24 drop; }; }'
    serve isp2 tcp/203.0.113.9/80 dns/203.0.113.53
}
node() {
    docker_node crate 172.31.0 cart
    ip addr add 100.64.7.2/24 dev wan1
    ip link set wan1 up
    docker_publish crate 8080 172.31.0.2 80
}
fault() { ip route replace default via 100.64.7.1 dev wan1; }
