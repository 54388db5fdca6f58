# title: A node port takes endpoints of this node only, and there is none
# group: service
# accepts: external-policy-local
# fix: no
# target: node
# probe: nodeport out tcp 198.51.100.2:30080
# probe: web shop tcp 203.0.113.9:80
# lost: nodeport
node() {
    usual_node shopbr 172.26.18 shop till
    for each in KUBE-SERVICES KUBE-NODEPORTS; do iptables -t nat -N $each; done
    iptables -t nat -A PREROUTING -j KUBE-SERVICES
    iptables -t nat -A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
    iptables -t nat -A KUBE-NODEPORTS -p tcp --dport 30080 -j DNAT --to-destination 172.26.18.7:80
    iptables -N KUBE-EXTERNAL-SERVICES
    iptables -A INPUT -m conntrack --ctstate NEW -j KUBE-EXTERNAL-SERVICES
}
fault() {
    iptables -t nat -F KUBE-NODEPORTS
    iptables -A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "default/shop has no local endpoints" -m addrtype --dst-type LOCAL --dport 30080 -j DROP
}
