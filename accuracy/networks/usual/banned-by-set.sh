# title: A ban list on the node holds the pod's address
# group: firewall
# accepts: path-blocked
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web dns gw
node() { usual_node kbr3 10.88.3 api till; nft -f - <<X
table inet crowdsec {
set bans { type ipv4_addr; flags timeout; }
chain pre { type filter hook prerouting priority -150;
ip saddr @bans drop; }
}
X
}
fault() { nft add element inet crowdsec bans '{ 10.88.3.7 timeout 4h }'; }
