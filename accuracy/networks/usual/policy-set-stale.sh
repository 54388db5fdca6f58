# title: A new container is not in the set of those that may talk
# group: firewall
# accepts: policy-set-stale
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.19.1
# probe: other till tcp 203.0.113.9:80
# lost: web dns
node() {
    usual_node shopbr 172.26.19 shop till
    nft -f - <<<'table inet pods { set pods { type ipv4_addr; elements = { 172.26.19.7, 172.26.19.8 }; }
        chain forward { type filter hook forward priority 0;
            ct state established,related accept; ip saddr @pods accept; ip saddr 172.26.19.0/24 counter drop; }; }'
}
fault() { nft delete element inet pods pods '{ 172.26.19.7 }'; }
