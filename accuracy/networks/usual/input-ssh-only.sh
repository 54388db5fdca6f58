# title: The node's INPUT drops all but SSH, so the node's own resolver is deaf
# group: firewall
# accepts: input-blocks-bridge-to-host
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
# lost: dns
node() { resolv api 10.88.3.1; usual_node kbr3 10.88.3 api; serve . dns/10.88.3.1; }
fault() { chain inet host in filter input 0 drop; nft add rule inet host in ct state established,related accept; nft add rule inet host in iif lo accept; nft add rule inet host in tcp dport 22 accept; nft add rule inet host in ip protocol icmp accept; }
