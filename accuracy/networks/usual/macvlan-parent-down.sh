# title: The device below the macvlan is down
# group: macvlan
# accepts: macvlan-parent-down
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# lost: web
outside() {
    usual_outside
    ip link add lan1 type veth peer name nic1 netns "$NODE"
    ip link set lan1 up
    ip addr add 100.64.9.1/24 dev lan1
}
node() {
    uplink
    ip link set nic1 up
    ns shop
    ip link add eth0 link nic1 netns shop type macvlan mode bridge
    ip -n shop addr add 100.64.9.50/24 dev eth0
    ip -n shop link set eth0 up
    ip -n shop route add default via 100.64.9.1
    serve shop tcp/0.0.0.0/80
}
fault() { ip link set nic1 down; }
