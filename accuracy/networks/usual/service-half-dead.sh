# title: One of two endpoints of a service is dead
# group: service
# accepts: stale-dnat-target path-blocked
# target: pid shop
# args: --to 10.96.7.7:80/tcp
# probe: dead shop tcp 10.244.3.77:80
# probe: web shop tcp 203.0.113.9:80
# lost: dead
node() { usual_node cni0 10.244.3 shop till; iptables -t nat -N KUBE-SERVICES; iptables -t nat -N KUBE-SVC-A; iptables -t nat -N KUBE-SEP-A; iptables -t nat -N KUBE-SEP-B; iptables -t nat -A PREROUTING -j KUBE-SERVICES; iptables -t nat -A KUBE-SERVICES -d 10.96.7.7/32 -p tcp --dport 80 -j KUBE-SVC-A; iptables -t nat -A KUBE-SVC-A -m statistic --mode random --probability 0.5 -j KUBE-SEP-A;  iptables -t nat -A KUBE-SVC-A -j KUBE-SEP-B; iptables -t nat -A KUBE-SEP-A -p tcp -j DNAT --to-destination 10.244.3.8:80;iptables -t nat -A KUBE-SEP-B -p tcp -j DNAT --to-destination 10.244.3.77:80; }
