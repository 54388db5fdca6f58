# title: A zone of connection tracking is set in one direction only
# group: conntrack
# accepts: ct-zone-or-notrack
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.21.1
# probe: peer shop tcp 172.26.21.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.26.21 shop till; }
fault() {
    chain ip zones pre filter prerouting -300
    nft add rule ip zones pre iifname shopbr ct zone set 5
}
