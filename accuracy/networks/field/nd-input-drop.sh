# title: The node's INPUT drops neighbour solicitations
# group: K1
# accepts: input-blocks-bridge-to-host arp-filtered path-blocked
# target: pid cart
# probe: web6 cart tcp [2001:db8:9::9]:80
# probe: dns cart dns
# probe: gateway6 cart ping fd29:11::1
# lost: web6 dns gateway6
node() {
    uplink
    uplink6
    bridge_with crate fd29:11::1/64
    pod cart crate 172.29.11.7/32
    ip -n cart addr flush dev eth0 scope global
    pod6 cart fd29:11::7/64 fd29:11::1
    masquerade6 fd29:11::/64
    resolv cart 2001:db8:9::9
    serve cart tcp/::/80
}
fault() {
    chain ip6 filter in filter input 0
    nft add rule ip6 filter in iifname crate icmpv6 type nd-neighbor-solicit drop
}
