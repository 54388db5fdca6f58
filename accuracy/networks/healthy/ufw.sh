# title: ufw, with an allowed way for what is routed
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.24.1
# probe: peer hull tcp 172.25.24.8:80 as=deck
# probe: ssh out tcp 198.51.100.2:22
node() {
    usual_node quay 172.25.24 hull deck
    serve_as sshd . name/sshd tcp/0.0.0.0/22
    for each in before after reject track; do
        for hook in input forward output; do
            iptables -N ufw-$each-$hook
            iptables -A ${hook^^} -j ufw-$each-$hook
        done
    done
    for each in ufw-user-input ufw-user-forward ufw-user-limit ufw-user-limit-accept ufw-not-local; do iptables -N $each; done
    for hook in input forward; do
        iptables -A ufw-before-$hook -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        iptables -A ufw-before-$hook -m conntrack --ctstate INVALID -j DROP
        iptables -A ufw-before-$hook -p icmp --icmp-type echo-request -j ACCEPT
        iptables -A ufw-before-$hook -j ufw-user-$hook
        iptables -P ${hook^^} DROP
    done
    iptables -A ufw-user-input -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --set
    iptables -A ufw-user-input -p tcp --dport 22 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 60 -j ufw-user-limit
    iptables -A ufw-user-input -p tcp --dport 22 -j ufw-user-limit-accept
    iptables -A ufw-user-limit -m limit --limit 3/min -j LOG --log-prefix "[UFW LIMIT BLOCK] "
    iptables -A ufw-user-limit -j REJECT
    iptables -A ufw-user-limit-accept -j ACCEPT
    iptables -A ufw-user-forward -i quay -o wan0 -j ACCEPT
    iptables -A ufw-user-forward -i quay -o quay -j ACCEPT
}
