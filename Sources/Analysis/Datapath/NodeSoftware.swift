import NetworkModel

// What else looks after packets on the target's way, whoever made its network.
extension PlatformSigns {
    /// What translates addresses of services on this node, by chains and tables that were read, or by programs on the target's
    /// cgroup: those exchange an address when a socket connects, before there is a packet for any rule to see.
    var services: [String] {
        var names: [String] = []
        if home.links.rows.contains(where: { $0.ifname == "kube-ipvs0" }) { names.append("kube-proxy (ipvs)") }
        if tables.contains("kube-proxy") { names.append("kube-proxy (nftables)") }
        if chains.contains(where: { $0.hasPrefix("KUBE-SVC-") }) { names.append("kube-proxy (iptables)") }
        for (name, prefixes) in Self.socketPrograms
        where programs.contains(where: { program in prefixes.contains { program.hasPrefix($0) } }) {
            names.append("\(name) (eBPF)")
        }
        // kubernetes/dns: an address of the node's own that answers before any translation.
        if home.links.rows.contains(where: { $0.ifname == "nodelocaldns" && $0.isUp }) {
            names.append("node-local DNS")
        }
        return names
    }

    /// As their sources call the functions, cut to 15 bytes: cilium/cilium bpf_sock.c, projectcalico/calico
    /// connect_balancer.c.
    private static let socketPrograms = [("Cilium", ["cil_sock"]), ("Calico", ["calico_connect", "calico_sendmsg"])]

    /// Programs that keep the node's rules, each by a chain or a table that is its own alone.
    var firewalls: [String] {
        Self.firewallMarks.filter { _, marks in marks.contains { words(for: $0) != nil } }.map(\.name)
    }

    private static let firewallMarks: [(name: String, marks: [PlatformMark])] = [
        // Its table of nft, and a chain where it is told to use iptables.
        ("firewalld", [.table("firewalld"), .chain("FORWARD_IN_ZONES")]),
        ("ufw", [.chain("ufw-before-forward"), .chain("ufw6-before-forward")]),
        ("Shorewall", [.chain("shorewall")]), ("CSF", [.chain("LOCALINPUT")]),
    ]

    /// Tunnels that are up and that routes lead into, but for the platform's own.
    func tunnels(beside carrier: String?) -> [String] {
        home.links.rows.compactMap { link in
            guard link.isUp, link.ifname != carrier, leads(through: link), let maker = maker(of: link) else {
                return nil
            }
            return "\(maker) by \(link.ifname)"
        }
    }

    /// Names are those that the programs give; of a device of tun a running program of that name must speak, too.
    private func maker(of link: Link) -> String? {
        switch link.infoKind {
        case "wireguard":
            return Self.platformTunnels.contains(link.ifname) ? nil : "WireGuard"
        case "tun":
            let named = [("tailscale*", "Tailscale"), ("zt*", "ZeroTier"), ("nebula*", "Nebula")]
            if let maker = named.first(where: { Glob.matches($0.0, link.ifname) })?.1 { return maker }
            return Glob.matches("tun*", link.ifname) && words(for: .process("openvpn")) != nil ? "OpenVPN" : nil
        default: return nil
        }
    }

    private static let platformTunnels = ["wireguard.cali", "wg-v6.cali", "flannel-wg", "flannel-wg-v6", "cilium_wg0"]

    var distribution: Distribution? {
        Distribution.all.first { config?.path.hasPrefix($0.path) == true }
    }
}
