# title: A container that routes for another network
# group: healthy
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
node() { usual_node kbr3 10.88.3 api till; on till sysctl -qw net.ipv4.ip_forward=1; ns deep; ip link add dd type veth peer name eth0 netns deep; ip link set dd netns till; ip -n till link set dd up; ip -n till addr add 10.99.0.1/24 dev dd; ip -n deep addr add 10.99.0.2/24 dev eth0; ip -n deep link set eth0 up; ip -n deep route add default via 10.99.0.1; ip route add 10.99.0.0/24 via 10.88.3.8; }
