# title: A container in a container: the inner router does not translate
# group: nested
# accepts: masquerade-missing masquerade-rule-mismatch pod-route-missing-on-node node-route-missing
# target: pid deep
# probe: web deep tcp 203.0.113.9:80
# probe: gw deep ping 10.99.0.1
# lost: web
node() { usual_node brx 10.44.0 shop; on shop sysctl -qw net.ipv4.ip_forward=1; ns deep; ip link add dd type veth peer name eth0 netns deep; ip link set dd netns shop; ip -n shop link set dd up; ip -n shop addr add 10.99.0.1/24 dev dd; ip -n deep addr add 10.99.0.2/24 dev eth0; ip -n deep link set eth0 up; ip -n deep route add default via 10.99.0.1; on shop iptables -t nat -A POSTROUTING -s 10.99.0.0/24 -o eth0 -j MASQUERADE; serve deep tcp/0.0.0.0/80; }
fault() { on shop iptables -t nat -F; }
