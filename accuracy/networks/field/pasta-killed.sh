# title: The program that was a rootless container's network has ended, and the device with it
# group: K7
# accepts: link-missing tun-no-reader
# fix: no
# target: pid mast
# probe: gateway mast ping 10.0.2.2
# probe: dns mast dns
# lost: gateway dns
node() {
    uplink
    ns mast
    resolv mast 10.0.2.3
    serve mast tcp/0.0.0.0/80
    serve_as pasta mast name/pasta tap/tap0/10.0.2.2/10.0.2.3
    ip -n mast addr add 10.0.2.100/24 dev tap0
    ip -n mast link set tap0 up
    ip -n mast route add default via 10.0.2.2
}
fault() {
    kill "$(pid_of pasta)"
    sleep 0.2
}
