# title: The uplink takes less, and a rule drops the error that says so
# group: mtu
# accepts: pmtud-icmp-blocked
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: upload shop up 203.0.113.9:80
# probe: gateway shop ping 172.27.16.1
# lost: upload
outside() { deep_outside; }
node() { usual_node shopbr 172.27.16 shop till; }
fault_outside() { ip link set lan0 mtu 1400; }
fault() {
    ip link set wan0 mtu 1400
    chain ip filter out filter output 0
    nft add rule ip filter out icmp type destination-unreachable drop
}
