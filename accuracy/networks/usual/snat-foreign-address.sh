# title: Containers are lent an address that the node no longer has
# group: nat
# accepts: masquerade-rule-mismatch masquerade-missing
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.2.1
# probe: peer shop tcp 172.27.2.8:80 as=till
# lost: web dns
node() { usual_node shopbr 172.27.2 shop till; }
fault() {
    nft flush chain ip nat post
    nft add rule ip nat post ip saddr 172.27.2.0/24 oifname wan0 snat to 198.51.100.20
}
