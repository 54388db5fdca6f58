# title: The container believes that another bridge's network is on its link
# group: addr
# accepts: prefix-length-wrong
# target: pid shop
# args: --to 172.27.10.7:80
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.9.1
# probe: peer shop tcp 172.27.9.8:80 as=till
# probe: other shop tcp 172.27.10.7:80
# lost: other
node() {
    usual_node shopbr 172.27.9 shop till
    bridge_with depot 172.27.10.1/24
    pod crane depot 172.27.10.7/24 172.27.10.1
    serve crane tcp/0.0.0.0/80
}
fault() {
    ip -n shop addr add 172.27.9.7/16 dev eth0
    ip -n shop addr del 172.27.9.7/24 dev eth0
    ip -n shop route replace default via 172.27.9.1
}
