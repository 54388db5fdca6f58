# title: A Wi-Fi uplink of higher metric that is down
# group: healthy
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: dns api dns
node() { usual_node kbr3 10.88.3 api; ip link add wl0 type veth peer name wlx; ip addr add 192.168.77.5/24 dev wl0; ip link set wl0 up; ip route add default via 192.168.77.1 dev wl0 metric 600; }
