# title: Everything goes into a tunnel that nobody reads
# group: tun
# accepts: tun-no-reader
# target: pid shop
# fix: no
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.26.7.1
# lost: web dns
node() { usual_node shopbr 172.26.7 shop; }
fault() {
    ip -n shop tuntap add tun0 mode tun
    ip -n shop addr add 10.8.0.2/24 dev tun0
    ip -n shop link set tun0 up
    ip -n shop route replace default dev tun0
}
