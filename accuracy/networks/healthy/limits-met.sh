# title: Limits, lists and queues that packets meet, and that stop none
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.17.1
# probe: peer hull tcp 172.25.17.8:80 as=deck
node() {
    usual_node quay 172.25.17 hull deck
    iptables -A FORWARD -i quay -m hashlimit --hashlimit-above 50/second --hashlimit-burst 100 --hashlimit-mode srcip \
        --hashlimit-name calm -j DROP
    iptables -A FORWARD -p tcp --dport 80 -m conntrack --ctstate NEW -m recent --set --name seen
    iptables -A FORWARD -p tcp --dport 80 -m conntrack --ctstate NEW -m recent --update --seconds 60 --hitcount 20 \
        --name seen -j DROP
    iptables -A FORWARD -m length --length 1400:65535 -m time --datestop 2020-01-01 -j DROP
    iptables -A FORWARD -m statistic --mode random --probability 0.00001 -j DROP
    iptables -A FORWARD -i quay -m quota ! --quota 1000000000 -j DROP
    iptables -A FORWARD -j NFQUEUE --queue-num 9 --queue-bypass
    chain inet guard fw filter forward 5
    nft add rule inet guard fw ct state new limit rate over 20/second burst 20 packets counter drop
    nft add rule inet guard fw meta length '>' 65000 drop
}
