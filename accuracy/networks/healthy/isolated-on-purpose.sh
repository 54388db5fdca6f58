# title: Ports that are isolated from each other, and whose owners have nothing to say to each other
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.28.1
node() {
    usual_node quay 172.25.28 hull deck
    for each in hull deck; do bridge link set dev ve-$each isolated on; done
}
