import NetworkModel

/// The settings below /proc/sys/net that a trace looks at and no netlink message carries.
enum TraceSettings {
    /// Of `all`, for received packets.
    static let input = ["accept_local", "route_localnet", "send_redirects", "src_valid_mark"].map {
        "net.ipv4.conf.all.\($0)"
    }
    static let arp = ["arp_announce", "arp_ignore", "arp_filter"].map { "net.ipv4.conf.all.\($0)" }
    static let local = [
        "net.ipv4.ip_local_port_range", "net.ipv4.icmp_echo_ignore_all", "net.ipv6.icmp.echo_ignore_all",
    ]
    /// Whether sockets that are bound to no device take what comes in by a VRF; there for IPv6 as well.
    static let vrf = ["tcp", "udp"].map { "net.ipv4.\($0)_l3mdev_accept" }
    /// Whether conntrack goes on with what IPVS has taken; there where IPVS is.
    static let ipvsConntrack = "net.ipv4.vs.conntrack"
    static let bridge = ["iptables", "ip6tables", "arptables"].map { "net.bridge.bridge-nf-call-\($0)" }

    /// Of the link by which packets come in.
    static func input(of link: Link) -> [String] {
        ["net.ipv4.conf.\(link.ifname).send_redirects", "net.ipv6.conf.\(link.ifname).force_forwarding"]
    }
}

extension PacketTracer {
    /// The settings of a namespace that a trace may ask for: what a saved node must hold so that packets can be traced
    /// through it later.
    public static func settings(of namespace: Namespace) -> Set<Need> {
        let names =
            TraceSettings.input + TraceSettings.arp + TraceSettings.local + TraceSettings.bridge
            + namespace.links.rows.flatMap(TraceSettings.input(of:))
            + (namespace.links.rows.contains { $0.infoKind == "vrf" } ? TraceSettings.vrf : [])
            + (namespace.procNet?.ipvs?.value?.isEmpty == true ? [] : [TraceSettings.ipvsConntrack])
        let traffic = namespace.links.rows.filter { !$0.isLoopback && namespace.traffic?[$0.ifindex] == nil }.map {
            Need.traffic(namespace.id, ifindex: $0.ifindex)
        }
        let services = namespace.procNet?.ipvs == nil ? [Need.procNet(namespace.id, .ipvs)] : []
        return Set(names.filter { namespace.sysctls[$0] == nil }.map { .sysctl(namespace.id, $0) } + traffic + services)
    }

    /// The programs that see a namespace's packets.
    public static func programs(of namespace: Namespace) -> Set<Need> {
        var ids = namespace.links.rows.compactMap { $0.xdp?.programId }
        for case .known(let traffic) in (namespace.traffic ?? [:]).values {
            for direction in LinkTraffic.Direction.allCases {
                ids += traffic.tcx(direction).value ?? []
                for case .bpf(let program) in traffic.filters(direction).map(\.match) {
                    ids += [program.programId].compactMap { $0 }
                }
            }
        }
        return Set(ids.map { .program(id: $0) })
    }
}
