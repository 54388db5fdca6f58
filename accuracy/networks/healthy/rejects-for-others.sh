# title: Drops and rejects which concern others only
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.15.1
# probe: peer hull tcp 172.25.15.8:80 as=deck
node() {
    usual_node quay 172.25.15 hull deck
    nft -f - <<<'table inet guard { chain fw { type filter hook forward priority 0;
        ip saddr 172.25.15.66 reject; ip daddr 10.0.0.0/8 drop; tcp dport 25 reject with tcp reset; iifname "tun9" drop; }
      chain in { type filter hook input priority 0; tcp dport 3306 drop; ip saddr 192.0.2.0/24 tcp dport 22 drop; }; }'
    iptables -A FORWARD -d 203.0.113.99 -j REJECT
}
