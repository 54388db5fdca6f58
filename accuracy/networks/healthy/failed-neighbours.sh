# title: Somebody asked for addresses that nobody has
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.37.1
# probe: peer hull tcp 172.25.37.8:80 as=deck
node() {
    usual_node quay 172.25.37 hull deck
    for each in 90 91 92; do
        on hull ping -c 1 -W 1 172.25.37.$each >/dev/null &
        ping -c 1 -W 1 198.51.100.$each >/dev/null &
    done
    wait || true
}
