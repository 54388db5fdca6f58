# title: The policy of FORWARD is DROP, in the old tables
# group: firewall
# accepts: forward-policy-drop iptables-backend-mix
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.3.1
# probe: peer shop tcp 172.27.3.8:80 as=till
# lost: web dns peer
node() { usual_node shopbr 172.27.3 shop till; }
fault() { iptables-legacy -P FORWARD DROP; }
