# title: The node resolves for its bridge, INPUT lets only DNS and DHCP in
# group: healthy
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
node() { resolv api 10.88.3.1; usual_node kbr3 10.88.3 api; serve . dns/10.88.3.1; chain inet host in filter input 0 drop; nft add rule inet host in ct state established,related accept; nft add rule inet host in iif lo accept; nft add rule inet host in iifname kbr3 udp dport '{53,67}' accept; nft add rule inet host in iifname kbr3 tcp dport 53 accept; nft add rule inet host in ip6 nexthdr icmpv6 accept; }
