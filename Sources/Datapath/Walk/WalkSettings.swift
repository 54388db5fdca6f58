import NetworkModel

extension Walk {
    /// The settings of a namespace that a walk may ask for: what a saved node must hold so that packets can be walked
    /// through it later.
    public static func settings(of namespace: Namespace) -> Set<Need> {
        var names = (inputSettings + ["arp_announce", "arp_ignore", "arp_filter"]).map { "net.ipv4.conf.all.\($0)" }
        names += ["net.ipv4.ip_local_port_range", "net.ipv4.icmp_echo_ignore_all", "net.ipv6.icmp.echo_ignore_all"]
        names += ["iptables", "ip6tables", "arptables"].map { "net.bridge.bridge-nf-call-\($0)" }
        for link in namespace.links.rows {
            names += ["net.ipv4.conf.\(link.ifname).send_redirects", "net.ipv6.conf.\(link.ifname).force_forwarding"]
        }
        return Set(names.filter { namespace.sysctls[$0] == nil }.map { .sysctl(namespace.id, $0) })
    }
}
