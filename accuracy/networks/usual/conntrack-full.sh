# title: Connection tracking is full of connections that may not be dropped
# group: conntrack
# accepts: conntrack-table-full
# history: kept
# fix: no
# sight: seen
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
# probe: gateway shop ping 172.27.26.1
# probe: peer shop tcp 172.27.26.8:80 as=till
# lost: web dns
# varies: peer gateway
node() { usual_node shopbr 172.27.26 shop till; }
fault() {
    local most
    most=$(sysctl -n net.netfilter.nf_conntrack_max)
    awk -v most="$most" 'BEGIN { for (n = 0; n < most; n++) printf "-A -t 600 -u SEEN_REPLY,ASSURED -p udp -s 10.200.%d.%d -d 10.201.0.1 --sport %d --dport 9 -r 10.201.0.1 -q 10.200.%d.%d --reply-port-src 9 --reply-port-dst %d\n", n / 65536 % 256, n / 256 % 256, 1024 + n % 256, n / 65536 % 256, n / 256 % 256, 1024 + n % 256 }' >/tmp/entries
    conntrack -R /tmp/entries >/dev/null 2>&1 || true
    rm /tmp/entries
}
