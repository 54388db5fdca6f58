# title: A raw rule exempts the container from tracking, so that its masquerade never acts
# group: K4
# accepts: ct-zone-or-notrack
# target: pid mast
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.31.1
# probe: peer mast tcp 172.29.31.8:80 as=keel
# lost: web dns
node() { usual_node dock 172.29.31 mast keel; }
fault() {
    chain ip early pre filter prerouting -300
    nft add rule ip early pre ip saddr 172.29.31.0/24 notrack
}
