# title: TPROXY to a local proxy that listens
# group: healthy
# target: pid api
# probe: dns api dns
node() { usual_node kbr3 10.88.3 api; ip rule add fwmark 0x40/0x40 lookup 133; ip route add local default dev lo table 133; 
serve . tcp/0.0.0.0/9040; iptables -t mangle -A PREROUTING -i kbr3 -p tcp -m socket --transparent -j MARK --set-mark 0x40 || true; }
