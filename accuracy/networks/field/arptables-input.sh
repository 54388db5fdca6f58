# title: arptables drops what comes from the bridge
# group: K1
# accepts: arp-filtered
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.12.1
# probe: peer cart tcp 172.29.12.8:80 as=desk
# lost: web dns gateway
node() { usual_node crate 172.29.12 cart desk; }
fault() { arptables -A INPUT -i crate -j DROP; }
