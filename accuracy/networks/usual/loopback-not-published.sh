# title: A published port does not work by 127.0.0.1
# group: nat
# accepts: route-localnet-off
# target: pid shop
# probe: published out tcp 198.51.100.2:8080
# probe: local node tcp 127.0.0.1:8080
# lost: local
node() {
    usual_node shopbr 172.26.21 shop
    chain ip pub pre nat prerouting -100
    chain ip pub out nat output -100
    chain ip pub post nat postrouting 90
    nft add rule ip pub pre fib daddr type local tcp dport 8080 dnat to 172.26.21.7:80
    nft add rule ip pub out fib daddr type local tcp dport 8080 dnat to 172.26.21.7:80
    nft add rule ip pub post ip saddr 127.0.0.0/8 oifname shopbr masquerade
    sysctl -qw net.ipv4.conf.shopbr.route_localnet=1
}
fault() { sysctl -qw net.ipv4.conf.shopbr.route_localnet=0; }
