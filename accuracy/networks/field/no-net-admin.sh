# title: Asked without CAP_NET_ADMIN, which rules are not shown to
# group: K1
# accepts: forward-policy-drop
# verdict: unknown
# without: cap_net_admin
# fix: no
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.31.0.1
# lost: web dns
node() { docker_node crate 172.31.0 cart; }
fault() { iptables -F FORWARD; }
