# title: A default deny with DNS and one CIDR allowed, as a NetworkPolicy makes it
# group: healthy
# target: pid api
# probe: dns api dns
node() { usual_node kbr3 10.88.3 api;
 iptables -N KUBE-NWPLCY-A; iptables -N KUBE-POD-FW-X; iptables -A FORWARD -s 10.88.3.7 -j KUBE-POD-FW-X; iptables -A KUBE-POD-FW-X -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT;  iptables -A KUBE-POD-FW-X -j KUBE-NWPLCY-A; iptables -A KUBE-NWPLCY-A -p udp --dport 53 -j MARK --set-xmark 0x10000/0x10000; iptables -A KUBE-POD-FW-X -m mark --mark 0x10000/0x10000 -j ACCEPT; iptables -A KUBE-POD-FW-X -j REJECT; }
