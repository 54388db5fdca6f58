# title: A bridge with two namespaces typed by hand: no loopback, a masquerade for the whole network
# target: netns cyan
# probe: web cyan tcp 203.0.113.9:80
# probe: peer cyan ping 192.168.77.3
# probe: gateway cyan ping 192.168.77.1
node() {
    uplink
    ip link add lab-net type bridge
    ip link set dev lab-net up
    for each in cyan pink; do
        ip netns add $each
        ip link add veth-$each type veth peer name veth-$each-br
        ip link set veth-$each netns $each
        ip link set veth-$each-br master lab-net
        ip link set veth-$each-br up
    done
    ip -n cyan addr add 192.168.77.2/24 dev veth-cyan
    ip -n pink addr add 192.168.77.3/24 dev veth-pink
    for each in cyan pink; do ip -n $each link set veth-$each up; done
    ip addr add 192.168.77.1/24 dev lab-net
    for each in cyan pink; do ip -n $each route add default via 192.168.77.1; done
    iptables -t nat -A POSTROUTING -s 192.168.77.0/24 -j MASQUERADE
}
