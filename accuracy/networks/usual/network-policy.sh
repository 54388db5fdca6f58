# title: A network policy does not let a container out to where it is asked about
# group: firewall
# accepts: networkpolicy-default-deny
# severity: info
# fix: no
# target: pid shop
# args: --to 203.0.113.9:80
# probe: web shop tcp 203.0.113.9:80
# probe: other till tcp 203.0.113.9:80
# probe: gateway shop ping 172.26.19.1
# lost: web
node() { usual_node shopbr 172.26.19 shop till; }
fault() {
    for each in cali-FORWARD cali-from-wl-dispatch cali-fw-veshop cali-po-deny; do iptables -N $each; done
    iptables -A FORWARD -j cali-FORWARD
    iptables -A cali-FORWARD -i shopbr -j cali-from-wl-dispatch
    iptables -A cali-from-wl-dispatch -s 172.26.19.7 -j cali-fw-veshop
    iptables -A cali-fw-veshop -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A cali-fw-veshop -p udp --dport 53 -j ACCEPT
    iptables -A cali-fw-veshop -m comment --comment "Drop if no policies passed packet" -j DROP
}
