# title: Rules of an eBPF agent: socket match, marks, no masquerade of its own
# group: healthy
# target: pid shop
# probe: web shop tcp 203.0.113.9:80
# probe: dns shop dns
node() { uplink; routed_pod shop 10.66.1.9 lxc12ab; masquerade 10.66.1.0/24; iptables -t mangle -N CILIUM_PRE_mangle; iptables -t mangle -A PREROUTING -j CILIUM_PRE_mangle; iptables -t mangle -A CILIUM_PRE_mangle ! -o lo -m socket --transparent -j MARK --set-xmark 0x200/0xffffffff 2>/dev/null || iptables -t mangle -A CILIUM_PRE_mangle -m socket --transparent -j MARK --set-xmark 0x200/0xffffffff; iptables -t raw -N CILIUM_PRE_raw; iptables -t raw -A PREROUTING -j CILIUM_PRE_raw; iptables -t raw -A CILIUM_PRE_raw -m mark --mark 0x200/0xf00 -j CT --notrack; }
