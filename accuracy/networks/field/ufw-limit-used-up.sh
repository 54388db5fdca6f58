# title: A limit of ufw for the node's own service is used up
# group: K1
# accepts: input-blocks-bridge-to-host path-blocked
# fix: no
# target: pid cart
# args: --to 172.29.17.1:8022
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.17.1
# probe: peer cart tcp 172.29.17.8:80 as=desk
# probe: ssh cart tcp 172.29.17.1:8022
# lost: ssh
node() {
    usual_node crate 172.29.17 cart desk
    serve . tcp/0.0.0.0/8022
    for each in ufw-before-input ufw-user-input ufw-user-limit ufw-user-limit-accept; do iptables -N $each; done
    iptables -A INPUT -j ufw-before-input
    iptables -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A ufw-before-input -p icmp --icmp-type echo-request -j ACCEPT
    iptables -A ufw-before-input -j ufw-user-input
    iptables -A ufw-user-input -p tcp --dport 8022 -m conntrack --ctstate NEW -m recent --set
    iptables -A ufw-user-input -p tcp --dport 8022 -m conntrack --ctstate NEW -m recent --update --seconds 30 \
        --hitcount 6 -j ufw-user-limit
    iptables -A ufw-user-input -p tcp --dport 8022 -j ufw-user-limit-accept
    iptables -A ufw-user-limit -j REJECT
    iptables -A ufw-user-limit-accept -j ACCEPT
}
fault() { for each in 1 2 3 4 5 6; do on cart bash -c 'exec 3<>/dev/tcp/172.29.17.1/8022' || true; done; }
