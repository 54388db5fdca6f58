# title: A service without endpoints is refused
# group: service
# accepts: service-no-endpoints
# fix: no
# target: pid shop
# args: --to 10.98.0.13:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.17.1
# probe: peer shop tcp 172.26.17.8:80 as=till
# probe: service shop tcp 10.98.0.13:80
# lost: service
node() {
    usual_node shopbr 172.26.17 shop till
    iptables -t nat -N KUBE-SERVICES
    iptables -t nat -A PREROUTING -j KUBE-SERVICES
    iptables -t nat -A KUBE-SERVICES -d 10.98.0.13/32 -p tcp --dport 80 -j DNAT --to-destination 172.26.17.8:80
    iptables -N KUBE-SERVICES
    iptables -A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES
}
fault() {
    iptables -t nat -F KUBE-SERVICES
    iptables -A KUBE-SERVICES -d 10.98.0.13/32 -p tcp -m comment --comment "default/till has no endpoints" --dport 80 -j REJECT --reject-with icmp-port-unreachable
}
