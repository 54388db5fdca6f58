# title: The node's firewall sees the answers only, since the questions leave by another router
# group: conntrack
# accepts: asym-path-invalid-drop
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.20.1
# lost: web
outside() {
    usual_outside
    ip link add lan2 type veth peer name wan2 netns "$NODE"
    ip addr add 198.51.101.1/24 dev lan2
    ip link set lan2 up
    ip route add 172.26.20.0/24 via 198.51.100.2
}
node() {
    usual_node shopbr 172.26.20 shop
    nft flush chain ip nat post
    ns second
    plug second shopbr
    ip -n second addr add 172.26.20.254/24 dev eth0
    ip link set wan2 netns second
    ip -n second addr add 198.51.101.2/24 dev wan2
    ip -n second link set wan2 up
    ip -n second route add default via 198.51.101.1
    on second sysctl -qw net.ipv4.ip_forward=1
    ip -n shop route replace default via 172.26.20.254
    sysctl -qw net.bridge.bridge-nf-call-iptables=0
    chain ip filter fw filter forward 0
    nft add rule ip filter fw ct state established,related accept
}
fault() { nft add rule ip filter fw ct state invalid counter drop; }
