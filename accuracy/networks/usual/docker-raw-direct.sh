# title: Docker takes packets for a container's own address from its bridge only
# group: firewall
# accepts: docker-raw-direct-drop
# fix: no
# target: pid shop
# probe: direct out tcp 172.31.0.2:80
# probe: web shop tcp 203.0.113.9:80
# lost: direct
outside() {
    usual_outside
    ip route add 172.31.0.0/16 via 198.51.100.2
}
node() {
    docker_node docker5 172.31.0 shop
    iptables -A DOCKER -d 172.31.0.2/32 ! -i docker5 -o docker5 -p tcp --dport 80 -j ACCEPT
}
fault() { iptables -t raw -A PREROUTING -d 172.31.0.2/32 ! -i docker5 -j DROP; }
