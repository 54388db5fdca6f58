# title: ufw does not let containers talk to a database on the node
# group: K7
# accepts: input-blocks-bridge-to-host host-firewall-manager-blocks-forward
# fix: no
# target: pid mast
# args: --to 172.31.0.1:5432
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.31.0.1
# probe: db mast tcp 172.31.0.1:5432
# lost: db
node() {
    docker_node docker7 172.31.0 mast
    serve_as postgres . name/postgres tcp/172.31.0.1/5432
}
fault() {
    for each in ufw-before-input ufw-user-input ufw-after-input; do iptables -N $each; done
    iptables -A INPUT -j ufw-before-input
    iptables -A INPUT -j ufw-after-input
    iptables -A ufw-before-input -i lo -j ACCEPT
    iptables -A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A ufw-before-input -p icmp --icmp-type echo-request -j ACCEPT
    iptables -A ufw-before-input -j ufw-user-input
    iptables -A ufw-user-input -p tcp --dport 22 -j ACCEPT
    iptables -A ufw-after-input -p udp --dport 137 -j DROP
    iptables -P INPUT DROP
}
