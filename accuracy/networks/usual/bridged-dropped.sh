# title: The firewall forwards by the uplink only, and sees what crosses the bridge
# group: firewall
# accepts: bridge-nf-surprise forward-policy-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.6.1
# probe: peer shop tcp 172.27.6.8:80 as=till
# lost: peer
node() { usual_node shopbr 172.27.6 shop till; }
fault() {
    iptables -A FORWARD -i wan0 -j ACCEPT
    iptables -A FORWARD -o wan0 -j ACCEPT
    iptables -P FORWARD DROP
}
