# title: A service whose backends are chosen by chance
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.14.1
# probe: peer hull tcp 172.25.14.8:80 as=deck
# probe: service hull tcp 10.95.0.20:80
# probe: nft-service hull tcp 10.95.0.21:80
node() {
    usual_node quay 172.25.14 hull deck mast
    for each in KUBE-SERVICES KUBE-SVC-A KUBE-SEP-1 KUBE-SEP-2; do iptables -t nat -N $each; done
    iptables -t nat -A PREROUTING -j KUBE-SERVICES
    iptables -t nat -A OUTPUT -j KUBE-SERVICES
    iptables -t nat -A KUBE-SERVICES -d 10.95.0.20/32 -p tcp --dport 80 -j KUBE-SVC-A
    iptables -t nat -A KUBE-SVC-A -m statistic --mode random --probability 0.5 -j KUBE-SEP-1
    iptables -t nat -A KUBE-SVC-A -j KUBE-SEP-2
    iptables -t nat -A KUBE-SEP-1 -p tcp -j DNAT --to-destination 172.25.14.8:80
    iptables -t nat -A KUBE-SEP-2 -p tcp -j DNAT --to-destination 172.25.14.9:80
    chain ip svc pre nat prerouting -95
    nft add rule ip svc pre ip daddr 10.95.0.21 tcp dport 80 dnat to numgen random mod 2 map '{ 0 : 172.25.14.8, 1 : 172.25.14.9 }'
}
