# title: The masquerade has two ports to lend, and both are lent
# group: nat
# accepts: snat-port-exhaustion
# history: kept
# target: pid shop
# probe: dns shop dns
# probe: web shop tcp 203.0.113.9:80
# lost: web
node() {
    usual_node shopbr 172.27.27 shop till
    nft flush chain ip nat post
    nft add rule ip nat post ip saddr 172.27.27.0/24 meta l4proto tcp oifname wan0 masquerade to :2000-2001
    nft add rule ip nat post ip saddr 172.27.27.0/24 oifname wan0 masquerade
}
fault() {
    conntrack -D -p tcp >/dev/null 2>&1 || true
    for each in 1 2; do serve_as pool$each till connect/203.0.113.9/80; done
    sleep 2
}
