# title: A firewall that knows IPsec, where there is none
# group: healthy
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
node() { usual_node brx 10.44.0 shop; nft flush chain ip nat post; iptables -t nat -A POSTROUTING -m policy --pol ipsec --dir out -j ACCEPT; iptables -t nat -A POSTROUTING -s 10.44.0.0/24 -o wan0 -j MASQUERADE; iptables -A FORWARD -m policy --pol ipsec --dir in -j ACCEPT; }
