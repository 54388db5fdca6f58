# title: The node answers no pings and no questions of its containers, and forwards them
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: peer hull tcp 172.25.35.8:80
node() {
    usual_node quay 172.25.35 hull deck
    iptables -A INPUT -i quay -j DROP
}
