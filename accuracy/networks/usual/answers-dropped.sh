# title: A rule drops what is forwarded to the containers
# group: firewall
# accepts: path-blocked forward-policy-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.5.1
# lost: web dns
node() { usual_node shopbr 172.27.5 shop till; }
fault() {
    chain ip late fw filter forward 10
    nft add rule ip late fw iifname wan0 ip daddr 172.27.5.0/24 drop
}
