# title: A service takes endpoints of this node only, and there is none
# group: K4
# accepts: service-no-endpoints
# fix: no
# target: pid mast
# args: --to 10.97.7.7:5432
# probe: web mast tcp 203.0.113.9:80
# probe: dns mast dns
# probe: gateway mast ping 172.29.37.1
# probe: peer mast tcp 172.29.37.8:80 as=keel
# probe: service mast tcp 10.97.7.7:5432
# lost: service
node() {
    usual_node dock 172.29.37 mast keel
    iptables -N KUBE-SERVICES
    iptables -A FORWARD -m conntrack --ctstate NEW -j KUBE-SERVICES
    iptables -A OUTPUT -m conntrack --ctstate NEW -j KUBE-SERVICES
    for each in KUBE-SERVICES KUBE-SVL-Q3PGDB KUBE-SEP-K33L KUBE-MARK-MASQ KUBE-POSTROUTING; do iptables -t nat -N $each; done
    iptables -t nat -A PREROUTING -j KUBE-SERVICES
    iptables -t nat -A OUTPUT -j KUBE-SERVICES
    iptables -t nat -A POSTROUTING -j KUBE-POSTROUTING
    iptables -t nat -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
    iptables -t nat -A KUBE-POSTROUTING -j MASQUERADE
    iptables -t nat -A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
    iptables -t nat -A KUBE-SERVICES -d 10.97.7.7/32 -p tcp -m comment --comment "shop/db:pg cluster IP" --dport 5432 -j KUBE-SVL-Q3PGDB
    iptables -t nat -A KUBE-SVL-Q3PGDB -m comment --comment "shop/db:pg -> 172.29.37.8:80" -j KUBE-SEP-K33L
    iptables -t nat -A KUBE-SEP-K33L -p tcp -j DNAT --to-destination 172.29.37.8:80
}
fault() {
    iptables -t nat -F KUBE-SERVICES
    iptables -t nat -F KUBE-SVL-Q3PGDB
    iptables -t nat -F KUBE-SEP-K33L
    iptables -A KUBE-SERVICES -d 10.97.7.7/32 -p tcp -m comment --comment "shop/db:pg has no local endpoints" --dport 5432 -j DROP
}
