# title: 1400 bytes on all links of the containers
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.29.1
# probe: peer hull tcp 172.25.29.8:80 as=deck
# probe: upload hull up 203.0.113.9:80
# probe: download hull down 203.0.113.9:80
node() {
    usual_node quay 172.25.29 hull deck
    for each in hull deck; do
        ip link set ve-$each mtu 1400
        ip -n $each link set eth0 mtu 1400
    done
    ip link set quay mtu 1400
}
