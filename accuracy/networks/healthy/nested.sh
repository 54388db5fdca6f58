# title: A container inside a container
# target: pid inner
# probe: web inner tcp 203.0.113.9:80
# probe: dns inner dns
# probe: gateway inner ping 10.73.0.1
# probe: peer hull ping 172.25.32.8
node() {
    usual_node quay 172.25.32 hull deck
    ns inner
    ip -n hull link add dind0 type bridge forward_delay 0
    ip -n hull addr add 10.73.0.1/24 dev dind0
    ip -n hull link set dind0 up
    ip -n hull link add ve-inner type veth peer name eth0 netns inner
    ip -n hull link set ve-inner master dind0 up
    ip -n inner addr add 10.73.0.2/24 dev eth0
    ip -n inner link set eth0 up
    ip -n inner route add default via 10.73.0.1
    on hull sysctl -qw net.ipv4.ip_forward=1
    on hull nft -f - <<<'table ip nat { chain post { type nat hook postrouting priority 100; ip saddr 10.73.0.0/24 masquerade; }; }'
    serve inner tcp/0.0.0.0/80
}
