# title: Two macvlan containers in private mode
# group: macvlan
# accepts: macvlan-mode-isolation
# target: pid shop
# args: --to 198.51.100.51:80
# probe: web shop tcp 203.0.113.9:80
# probe: peer shop tcp 198.51.100.51:80
# lost: peer
node() {
    uplink
    local host=50
    for each in shop till; do
        ns $each
        ip link add eth0 link wan0 netns $each type macvlan mode private
        ip -n $each addr add 198.51.100.$host/24 dev eth0
        ip -n $each link set eth0 up
        ip -n $each route add default via 198.51.100.1
        serve $each tcp/0.0.0.0/80
        host=$((host + 1))
    done
}
