# title: A container asks its own service, and gets its own packet
# group: service
# accepts: hairpin-no-masquerade
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.16.1
# probe: peer shop tcp 172.26.16.8:80 as=till
# probe: service shop tcp 10.98.0.11:80
# probe: others till tcp 10.98.0.11:80
# lost: service
node() {
    usual_node shopbr 172.26.16 shop till
    chain ip svc pre nat prerouting -100
    chain ip svc post nat postrouting 90
    nft add rule ip svc pre ip daddr 10.98.0.11 tcp dport 80 dnat to 172.26.16.7:80
    nft add rule ip svc post ip saddr 172.26.16.7 ip daddr 172.26.16.7 masquerade
    bridge link set dev ve-shop hairpin on
}
fault() { nft flush chain ip svc post; }
