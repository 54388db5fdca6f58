# title: A VPN's kill switch drops what does not leave by its tunnel, which is down
# group: firewall
# accepts: vpn-killswitch path-blocked
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.2.1
# probe: peer shop tcp 172.26.2.8:80 as=till
# lost: web dns
# fix: no
node() { usual_node shopbr 172.26.2 shop till; }
fault() {
    on shop iptables -A OUTPUT -o lo -j ACCEPT
    on shop iptables -A OUTPUT -d 172.26.2.0/24 -j ACCEPT
    on shop iptables -A OUTPUT ! -o tun0 -j DROP
}
