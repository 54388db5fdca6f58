# title: Strict ARP settings as IPVS wants them
# group: healthy
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
node() { usual_node kbr3 10.88.3 api till; sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2; ip addr add 10.96.0.1/32 dev lo; }
