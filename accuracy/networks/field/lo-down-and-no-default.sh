# title: Two namespaces wired to each other: the one has no way out, and its loopback is down too
# group: K4
# accepts: default-route-missing
# fix: no
# target: netns mast
# args: --to 203.0.113.9:80
# probe: far mast tcp 203.0.113.9:80
# probe: other mast ping 10.62.0.2
# lost: far
node() {
    uplink
    ip netns add mast
    ns keel
    ip link add vm netns mast type veth peer name vk netns keel
    ip -n mast addr add 10.62.0.1/24 dev vm
    ip -n keel addr add 10.62.0.2/24 dev vk
    ip -n mast link set vm up
    ip -n keel link set vk up
}
