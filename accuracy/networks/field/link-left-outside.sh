# title: One end of the veth was never moved into its namespace
# group: K1
# accepts: link-missing
# fix: no
# target: pid bow
# probe: other bow tcp 10.61.0.2:80
# lost: other
node() {
    uplink
    ns bow stern
    ip link add veth-bow type veth peer name veth-stern
    ip link set veth-stern netns stern
    ip -n stern addr add 10.61.0.2/24 dev veth-stern
    ip -n stern link set veth-stern up
    serve bow tcp/0.0.0.0/80
    serve stern tcp/0.0.0.0/80
}
