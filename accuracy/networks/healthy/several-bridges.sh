# title: Three bridges, one of them without ports, one without addresses
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: dns hull dns
# probe: gateway hull ping 172.25.2.1
# probe: peer hull tcp 172.25.2.8:80 as=deck
# probe: other other tcp 203.0.113.9:80
node() {
    usual_node quay 172.25.2 hull deck
    bridge_with br-empty 172.25.3.1/24
    bridge_with br-plain
    ns lone
    plug lone br-plain
    bridge_with pier 172.25.4.1/24
    pod other pier 172.25.4.7/24 172.25.4.1
    masquerade 172.25.4.0/24
}
