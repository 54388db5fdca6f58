# title: The container's own network counts connections above a limit
# group: limits
# accepts: path-blocked
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: gw shop ping 10.44.0.1
# lost: web
node() { usual_node brx 10.44.0 shop till; }
fault() { iptables -A FORWARD -s 10.44.0.0/24 -p tcp --syn -m connlimit --connlimit-above 0 --connlimit-mask 32 -j REJECT; }
