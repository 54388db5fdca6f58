# title: Marked packets are sent by a second uplink to a router that is not there
# group: K3
# accepts: policy-rule-hijack gateway-neigh-failed
# target: pid cart
# probe: web cart tcp 203.0.113.9:80
# probe: dns cart dns
# probe: gateway cart ping 172.29.27.1
# probe: peer cart tcp 172.29.27.8:80 as=desk
# probe: node node tcp 203.0.113.9:80
# lost: web dns
outside() {
    usual_outside
    ip link add lan1 type veth peer name wan1 netns "$NODE"
    ip addr add 100.64.7.1/24 dev lan1
    ip link set lan1 up
}
node() {
    usual_node crate 172.29.27 cart desk
    ip addr add 100.64.7.2/24 dev wan1
    ip link set wan1 up
    nft add rule ip nat post oifname wan1 masquerade
}
fault() {
    iptables -t mangle -A PREROUTING -i crate -j MARK --set-mark 42
    ip rule add fwmark 42 lookup 200
    ip route add default via 100.64.7.9 dev wan1 table 200
}
