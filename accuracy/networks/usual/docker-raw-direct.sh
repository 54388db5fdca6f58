# title: Docker takes packets for a container's own address from its bridge only
# group: firewall
# accepts: docker-raw-direct-drop
# target: pid lane
# args: --to 172.31.0.2:80
# probe: direct lane tcp 172.31.0.2:80
# probe: web lane tcp 203.0.113.9:80
# probe: shop shop tcp 203.0.113.9:80
# lost: direct
node() {
    docker_node docker5 172.31.0 shop
    bridge_with lanes 172.26.23.1/24
    pod lane lanes 172.26.23.7/24 172.26.23.1
    serve lane tcp/0.0.0.0/80
    masquerade 172.26.23.0/24
    iptables -A FORWARD -i lanes -j ACCEPT
    iptables -A FORWARD -o lanes -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
}
fault() { iptables -t raw -A PREROUTING -d 172.31.0.2/32 ! -i docker5 -j DROP; }
