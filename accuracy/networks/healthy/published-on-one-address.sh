# title: Secondary addresses and a VIP on the uplink, published on one of them
# group: healthy
# target: pid web
# probe: out web tcp 203.0.113.9:80
# probe: pub out tcp 198.51.100.7:8088 src=192.0.2.77
node() { docker_node docker0 172.17.0 web; for i in 5 6 7; do ip addr add 198.51.100.$i/32 dev wan0; done; iptables -t nat -A DOCKER -d 198.51.100.7 ! -i docker0 -p tcp --dport 8088 -j DNAT --to-destination 172.17.0.2:80; iptables -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp --dport 80 -j ACCEPT; }
