# title: Docker's resolver on 127.0.0.11, by rules inside the container
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.31.0.1
node() {
    resolv hull 127.0.0.11
    docker_node docker3 172.31.0 hull
    serve_as dockerd hull name/dockerd dns/127.0.0.11/40053
    on hull iptables -t nat -N DOCKER_OUTPUT
    on hull iptables -t nat -N DOCKER_POSTROUTING
    on hull iptables -t nat -A OUTPUT -d 127.0.0.11 -j DOCKER_OUTPUT
    on hull iptables -t nat -A POSTROUTING -d 127.0.0.11 -j DOCKER_POSTROUTING
    on hull iptables -t nat -A DOCKER_OUTPUT -d 127.0.0.11 -p udp --dport 53 -j DNAT --to-destination 127.0.0.11:40053
    on hull iptables -t nat -A DOCKER_POSTROUTING -s 127.0.0.11 -p udp --sport 40053 -j SNAT --to-source :53
}
