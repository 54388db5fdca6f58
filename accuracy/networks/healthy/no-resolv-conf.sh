# title: An image without resolv.conf, whose only program does not ask for names
# target: pid hull
# probe: web hull tcp 203.0.113.9:80
# probe: gateway hull ping 172.25.22.1
node() {
    uplink
    bridge_with quay 172.25.22.1/24
    pod hull quay 172.25.22.7/24 172.25.22.1
    mkdir -p /tmp/scratch/proc
    serve hull tcp/0.0.0.0/80 root//tmp/scratch
    masquerade 172.25.22.0/24
}
