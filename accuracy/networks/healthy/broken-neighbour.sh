# title: Another container on the same bridge is broken in three ways
# group: healthy
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
node() { usual_node brx 10.44.0 shop till; ip -n till route del default; on till iptables -P INPUT DROP; ip link set ve-till down; }
