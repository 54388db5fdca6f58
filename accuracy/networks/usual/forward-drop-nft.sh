# title: A forward chain accepts answers, and nothing new
# group: firewall
# accepts: forward-policy-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.4.1
# probe: peer shop tcp 172.27.4.8:80 as=till
# lost: web dns peer
node() { usual_node shopbr 172.27.4 shop till; }
fault() {
    nft -f - <<<'table inet filter { chain forward { type filter hook forward priority 0; policy drop;
        ct state vmap { established : accept, related : accept, invalid : drop }; iifname "virbr0" accept; }; }'
}
