# title: Connection tracking still leads a steady sender to a backend that is gone
# group: conntrack
# accepts: ct-stale-udp-dnat
# history: kept
# target: pid till
# probe: fresh out udp 198.51.100.2:5514 as=till
# probe: steady out udp 198.51.100.2:5514 as=till sport=5555
# probe: web till tcp 203.0.113.9:80
# lost: steady
node() {
    usual_node shopbr 172.26.22 shop till
    chain ip syslog pre nat prerouting -100
    nft add rule ip syslog pre iifname wan0 udp dport 5514 dnat to 172.26.22.8:7
}
fault() {
    conntrack -D -p udp --orig-port-dst 5514 >/dev/null 2>&1 || true
    conntrack -I -p udp -s 198.51.100.1 -d 198.51.100.2 --sport 5555 --dport 5514 -r 172.26.22.99 -q 198.51.100.1 \
        --reply-port-src 7 --reply-port-dst 5555 -t 120 >/dev/null 2>&1
}
