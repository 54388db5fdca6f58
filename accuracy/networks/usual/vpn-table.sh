# title: A VPN's rule sends all to a table whose device is gone down
# group: policy
# accepts: policy-rule-hijack
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: gw shop ping 10.44.0.1
# lost: web
# varies: gw
node() { usual_node brx 10.44.0 shop till; ip link add vpn0 type veth peer name vpnx; ip addr add 10.200.0.2/24 dev vpn0; ip link set vpnx up; ip link set vpn0 up; }
fault() { ip route add default via 10.200.0.1 dev vpn0 table 200; ip rule add iif brx lookup 200 pref 900; }
