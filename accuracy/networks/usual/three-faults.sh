# title: Host end down, forward policy, wrong masquerade
# group: several
# accepts: link-host-side-down
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web dns gw
node() { usual_node kbr3 10.88.3 api till; }
fault() { ip link set ve-api down; iptables -P FORWARD DROP; nft flush chain ip nat post; nft add rule ip nat post ip saddr 10.89.0.0/16 masquerade; }
