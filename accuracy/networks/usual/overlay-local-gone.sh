# title: The overlay sends from an address that the node no longer has
# group: overlay
# accepts: vxlan-local-address-gone
# target: pid shop
# args: --to 10.244.1.5:80
# probe: far shop tcp 10.244.1.5:80
# probe: web shop tcp 203.0.113.9:80
# lost: far
# fix: no
outside() { overlay_outside; }
node() { overlay_node; }
fault() {
    ip addr add 198.51.100.33/24 dev wan0
    ip addr del 198.51.100.2/24 dev wan0
    ip addr show dev wan0 | grep -q 198.51.100.33 || ip addr add 198.51.100.33/24 dev wan0
    ip route replace default via 198.51.100.1
}
