# title: A node of Kubernetes: services, node ports, marks, policies for others
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.25.1
# probe: peer hull tcp 172.25.25.8:80 as=deck
# probe: service hull tcp 10.96.3.3:80
# probe: nodeport out tcp 198.51.100.2:30443
node() {
    usual_node cni0 172.25.25 hull deck
    nft flush chain ip nat post
    for each in SERVICES NODEPORTS POSTROUTING MARK-MASQ SVC-AAAA SEP-BBBB EXT-AAAA PROXY-CANARY; do iptables -t nat -N KUBE-$each; done
    iptables -t nat -A PREROUTING -j KUBE-SERVICES
    iptables -t nat -A OUTPUT -j KUBE-SERVICES
    iptables -t nat -A POSTROUTING -j KUBE-POSTROUTING
    iptables -t nat -A POSTROUTING -s 172.25.25.0/24 ! -d 172.25.0.0/16 -j MASQUERADE --random-fully
    iptables -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
    iptables -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
    iptables -t nat -A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
    iptables -t nat -A KUBE-POSTROUTING -j MASQUERADE --random-fully
    iptables -t nat -A KUBE-SERVICES -d 10.96.3.3/32 -p tcp --dport 80 -j KUBE-SVC-AAAA
    iptables -t nat -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
    iptables -t nat -A KUBE-NODEPORTS -p tcp --dport 30443 -j KUBE-EXT-AAAA
    iptables -t nat -A KUBE-EXT-AAAA -j KUBE-MARK-MASQ
    iptables -t nat -A KUBE-EXT-AAAA -j KUBE-SVC-AAAA
    iptables -t nat -A KUBE-SVC-AAAA ! -s 172.25.25.0/24 -d 10.96.3.3/32 -p tcp --dport 80 -j KUBE-MARK-MASQ
    iptables -t nat -A KUBE-SVC-AAAA -j KUBE-SEP-BBBB
    iptables -t nat -A KUBE-SEP-BBBB -s 172.25.25.8/32 -j KUBE-MARK-MASQ
    iptables -t nat -A KUBE-SEP-BBBB -p tcp -j DNAT --to-destination 172.25.25.8:80
    for each in FORWARD SERVICES FIREWALL; do iptables -N KUBE-$each; done
    iptables -A FORWARD -j KUBE-FORWARD
    iptables -A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES
    iptables -A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
    iptables -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
    iptables -A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A KUBE-SERVICES -d 10.96.9.9/32 -p tcp -m comment --comment "other/gone has no endpoints" --dport 80 -j REJECT
    iptables -A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
    iptables -A INPUT -j KUBE-FIREWALL
    serve_as proxy . name/kube-proxy
}
