# title: The rules of an earlier service proxy come first
# group: service
# accepts: two-service-proxies stale-dnat-target
# target: pid shop
# args: --to 10.98.0.14:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.18.1
# probe: peer shop tcp 172.26.18.8:80 as=till
# probe: service shop tcp 10.98.0.14:80
# lost: service
node() {
    usual_node shopbr 172.26.18 shop till
    nft -f - <<<'table ip kube-proxy {
        chain nat-prerouting { type nat hook prerouting priority -100; ip daddr 10.98.0.14 tcp dport 80 dnat to 172.26.18.8:80; }
        chain nat-output { type nat hook output priority -100; ip daddr 10.98.0.14 tcp dport 80 dnat to 172.26.18.8:80; }
    }'
}
fault() {
    iptables-legacy -t nat -N KUBE-SERVICES
    iptables-legacy -t nat -N KUBE-SEP-OLD
    iptables-legacy -t nat -A PREROUTING -j KUBE-SERVICES
    iptables-legacy -t nat -A OUTPUT -j KUBE-SERVICES
    iptables-legacy -t nat -A KUBE-SERVICES -d 10.98.0.14/32 -p tcp --dport 80 -j KUBE-SEP-OLD
    iptables-legacy -t nat -A KUBE-SEP-OLD -p tcp -j DNAT --to-destination 172.26.18.99:80
    nft delete table ip kube-proxy
    nft -f - <<<'table ip kube-proxy {
        chain nat-prerouting { type nat hook prerouting priority -95; ip daddr 10.98.0.14 tcp dport 80 dnat to 172.26.18.8:80; }
        chain nat-output { type nat hook output priority -95; ip daddr 10.98.0.14 tcp dport 80 dnat to 172.26.18.8:80; }
    }'
}
