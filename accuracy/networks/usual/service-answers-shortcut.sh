# title: Answers of a service cross the bridge without being translated back
# group: service
# accepts: bridge-nf-off-service
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.17.1
# probe: peer shop tcp 172.26.17.8:80 as=till
# probe: service shop tcp 10.98.0.12:80
# lost: service
node() {
    usual_node shopbr 172.26.17 shop till
    chain ip svc pre nat prerouting -100
    nft add rule ip svc pre ip daddr 10.98.0.12 tcp dport 80 dnat to 172.26.17.8:80
}
fault() { sysctl -qw net.bridge.bridge-nf-call-iptables=0; }
