# title: Limits that are far away
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.16.1
# probe: peer hull tcp 172.25.16.8:80 as=deck
node() {
    usual_node quay 172.25.16 hull deck
    iptables -A FORWARD -p tcp --syn -m hashlimit --hashlimit-above 2000/second --hashlimit-burst 4000 \
        --hashlimit-mode srcip --hashlimit-name syns -j DROP
    iptables -A FORWARD -p tcp --syn -m connlimit --connlimit-above 5000 -j REJECT
    chain inet guard fw filter forward 5
    nft add rule inet guard fw limit rate over 100000/second burst 5000 packets drop
    nft add rule inet guard fw iifname quay ct count over 60000 drop
}
