# title: The container is plugged into the bridge of another network
# group: bridge
# accepts: veth-not-enslaved bridge-addr-missing gateway-neigh-failed prefix-length-wrong
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.14.1
# probe: peer shop tcp 172.27.14.8:80 as=till
# lost: web dns gateway peer
node() {
    usual_node shopbr 172.27.14 shop till
    bridge_with depot 172.28.14.1/24
    pod crane depot 172.28.14.7/24 172.28.14.1
}
fault() { ip link set ve-shop master depot; }
