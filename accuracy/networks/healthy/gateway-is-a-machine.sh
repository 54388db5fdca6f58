# title: The gateway is a virtual machine on the bridge
# target: pid hull
# probe: gateway hull ping 172.25.17.1
# probe: far hull ping 203.0.113.9
# probe: dns hull dns
node() {
    uplink
    bridge_with quay
    serve_as qemu . name/qemu-system-x86 tap/vnet3/172.25.17.1
    ip link set vnet3 master quay up
    pod hull quay 172.25.17.7/24 172.25.17.1
    serve hull tcp/0.0.0.0/80
}
