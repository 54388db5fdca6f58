# title: Two bridges and a router between them; a card that nobody uses
# target: pid hull
# probe: far hull tcp 172.25.9.8:80
# probe: gateway hull ping 172.25.8.1
node() {
    local each net
    bridge_with quay 172.25.8.1/24
    bridge_with pier 172.25.9.1/24
    sysctl -qw net.ipv4.ip_forward=1
    pod hull quay 172.25.8.7/24 172.25.8.1
    pod deck pier 172.25.9.8/24 172.25.9.1
    for each in hull deck; do
        resolv $each 172.25.8.1
        serve $each tcp/0.0.0.0/80
    done
    serve_as names . name/dnsmasq dns/172.25.8.1
    chain ip nat post nat postrouting 100
    for net in 8 9; do nft add rule ip nat post ip saddr 172.25.$net.0/24 ip daddr 172.25.$net.0/24 masquerade; done
}
