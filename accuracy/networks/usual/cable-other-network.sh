# title: Two namespaces on one cable have addresses of different networks
# group: address
# accepts: addr-stranded
# target: netns bow
# probe: other bow ping 10.36.0.2
# lost: other
node() {
    uplink
    ns bow stern
    ip link add veth-bow type veth peer name veth-stern
    ip link set veth-bow netns bow
    ip link set veth-stern netns stern
    ip -n bow addr add 10.63.0.1/24 dev veth-bow
    ip -n stern addr add 10.36.0.2/24 dev veth-stern
    ip -n bow link set veth-bow up
    ip -n stern link set veth-stern up
}
