# title: An old bridge still has the network and the first route
# group: route
# accepts: subnet-overlap
# target: pid api
# probe: web api tcp 203.0.113.9:80
# probe: gw api ping 10.88.3.1
# probe: dns api dns
# lost: web gw dns
node() { ip link add oldbr type bridge; ip addr add 10.88.3.1/24 dev oldbr; ip link set oldbr up; usual_node kbr3 10.88.3 api; ip link add d0 type veth peer name d1; ip link set d0 master oldbr up; ip link set d1 up; }
