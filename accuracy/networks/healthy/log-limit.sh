# title: What is logged is limited, and all is accepted
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.16.1
# probe: peer hull tcp 172.25.16.8:80 as=deck
node() {
    usual_node quay 172.25.16 hull deck
    iptables -A FORWARD -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "seen: "
    iptables -A FORWARD -m limit --limit 1/min -j ACCEPT
    iptables -A FORWARD -i quay -j ACCEPT
    iptables -A FORWARD -o quay -j ACCEPT
    iptables -P FORWARD DROP
}
