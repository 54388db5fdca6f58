# title: Spanning tree, and all ports forward by now
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.27.1
# probe: peer hull tcp 172.25.27.8:80 as=deck
node() {
    usual_node quay 172.25.27 hull deck
    ip link set quay type bridge stp_state 1 forward_delay 200
    for ((tries = 0; tries < 40; tries++)); do
        bridge link show | grep -Eq 'state (listening|learning|blocking)' || break
        sleep 0.2
    done
}
