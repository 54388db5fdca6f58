# title: The old tables drop what the new ones accept
# group: firewall
# accepts: iptables-backend-mix forward-policy-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.4.1
# probe: peer shop tcp 172.27.4.8:80 as=till
# lost: web dns peer
node() {
    usual_node shopbr 172.27.4 shop till
    iptables -A FORWARD -i shopbr -j ACCEPT
    iptables -A FORWARD -o shopbr -j ACCEPT
}
fault() { iptables-legacy -P FORWARD DROP; }
