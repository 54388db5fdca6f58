# title: The broken container is only reached through its processes, and those may not be looked at
# group: K1
# accepts: default-route-missing
# verdict: unknown
# without: cap_sys_ptrace
# fix: no
# target: node
# probe: web cart tcp 203.0.113.9:80
# probe: gateway cart ping 172.29.14.1
# lost: web
node() {
    usual_node crate 172.29.14 cart
    umount /run/netns/cart
    rm /run/netns/cart
}
fault() { nsenter -t "$(pid_of cart)" -n ip route del default; }
