# title: ufw denies what is routed
# group: firewall
# accepts: host-firewall-manager-blocks-forward forward-policy-drop
# fix: no
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.5.1
# lost: web dns
node() { usual_node shopbr 172.27.5 shop till; }
fault() {
    for each in ufw-before-forward ufw-user-forward ufw-after-forward ufw-reject-forward; do
        iptables -N $each
        iptables -A FORWARD -j $each
    done
    iptables -A ufw-before-forward -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A ufw-before-forward -p icmp --icmp-type echo-request -j ACCEPT
    iptables -P FORWARD DROP
}
