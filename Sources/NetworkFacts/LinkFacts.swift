import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

extension FactTables {
    static let link = FactTable<LinkView>(
        "Link", doc: "A network device, in the words of `ip -d link`.", key: \.ref,
        facts: [
            Fact("ifindex", .int, doc: "Number in its namespace.") { .number($0.ref.ifindex) },
            Fact("ifname", .string, doc: "Name.") { .string($0.link.ifname) },
            Fact("sysctl_name", .string, doc: "Name as a part of a sysctl key, where a dot is written as a slash.") {
                .string(String($0.link.ifname.map { $0 == "." ? "/" : $0 }))
            },
            Fact("netns", .object("Netns"), doc: "The namespace that owns it.") { FactTables.netns.value($0.netns) },
            Fact(
                "kind", .string, optional: true,
                doc: "IFLA_INFO_KIND: veth, bridge, vxlan …; absent for hardware and lo."
            ) {
                $0.link.infoKind.map { .string($0) }
            },
            Fact("flags", .list(.string), doc: "IFF_* flags as ip prints them.") { .strings($0.link.flags.names) },
            Fact("up", .bool, doc: "Administratively up.") { .bool($0.link.isUp) },
            Fact("lower_up", .bool, doc: "There is a carrier.") { .bool($0.link.hasCarrier) },
            Fact("operstate", .string, doc: "RFC 2863 state: UP, DOWN, LOWERLAYERDOWN, UNKNOWN …") {
                .string($0.link.operstate.name)
            },
            Fact("mtu", .int, doc: "Largest packet in bytes.") { .number($0.link.mtu) },
            Fact("address", .string, optional: true, doc: "Hardware address.") {
                $0.link.address.map { .string($0.description) }
            },
            Fact("ifalias", .string, optional: true, doc: "Free text.") { $0.link.ifalias.map { .string($0) } },
            Fact("master", .object("Link"), optional: true, doc: "The bridge, bond or VRF it is enslaved to.") { view in
                guard let master = view.link.master else { return nil }
                return linkValue(view.analysis.query, view, LinkRef(view.ref.netns, master))
            },
            Fact("peer", .object("Link"), optional: true, doc: "The other end of a veth pair.") { view in
                guard let edge = view.analysis.query.peer(of: view.ref, view.link) else { return nil }
                guard let to = edge.to else { return .unknown(because: edge.reason ?? "unresolved") }
                return linkValue(view.analysis.query, view, to)
            },
            Fact("ipvlan_mode", .string, doc: "l2, l3 or l3s of an ipvlan; else empty.") {
                guard case .ipvlan(let mode, _)? = $0.link.info, mode < 3 else { return .string("") }
                return .string(["l2", "l3", "l3s"][Int(mode)])
            },
            Fact("lower", .object("Link"), optional: true, doc: "The device below a macvlan, vlan, vxlan ….") { view in
                guard let edge = view.analysis.query.lower(of: view.ref, view.link) else { return nil }
                guard let to = edge.to else { return .unknown(because: edge.reason ?? "unresolved") }
                return linkValue(view.analysis.query, view, to)
            },
            Fact(
                "port_state", .string, optional: true,
                doc: "Bridge port state: disabled, listening, learning, forwarding, blocking."
            ) {
                ($0.link.port?.state?.name).map { .string($0) }
            },
            Fact("isolated", .bool, optional: true, doc: "Bridge port isolation.") {
                ($0.link.port?.isolated).map { .bool($0) }
            },
            Fact("hairpin", .bool, optional: true, doc: "Bridge port sends frames back where they came from.") {
                ($0.link.port?.hairpin).map { .bool($0) }
            },
            Fact("stp", .bool, optional: true, doc: "Bridge runs the spanning tree protocol.") {
                guard case .bridge(let info) = $0.link.info else { return nil }
                return info.stpState.map { .bool($0 != 0) }
            },
            Fact("forward_delay", .int, optional: true, doc: "Bridge forward delay in 1/100 s.") {
                guard case .bridge(let info) = $0.link.info else { return nil }
                return info.forwardDelay.map { .number($0) }
            },
            Fact(
                "readers", .list(.string),
                doc: "Of a tun or tap device: the processes that read what is sent into it, `openvpn (pid 7)`."
            ) { view in
                guard view.link.infoKind == "tun" else { return .list([]) }
                return CELValue.observed(view.analysis.query.tunReaders(of: view.ref, named: view.link.ifname)) {
                    .strings($0.map(\.words))
                }
            },
            Fact(
                "network", .string, optional: true,
                doc: "Of a bridge: which network of a container platform it is, `docker network web`; absent for none."
            ) { view in
                guard view.link.infoKind == "bridge" else { return nil }
                return CELValue.observed(view.analysis.query.containerNetworks()) { networks in
                    networks.first { $0.bridge == view.link.ifname }.map { .string($0.words) }
                }
            },
            Fact("addresses", .list(.string), doc: "Addresses with prefix length.") { view in
                CELValue.observed(view.analysis.query.addresses(view.ref.netns, on: view.ref.ifindex)) {
                    .strings($0.inReadingOrder.map(\.local.description))
                }
            },
            Fact("forwarding", .bool, optional: true, doc: "IPv4 forwarding of packets that come in here.") {
                ($0.link.inet?.forwarding).map { .bool($0 != 0) }
            },
            Fact("rp_filter", .int, optional: true, doc: "net.ipv4.conf.IF.rp_filter.") {
                ($0.link.inet?.rpFilter).map { .number($0) }
            },
            Fact("proxy_arp", .bool, optional: true, doc: "net.ipv4.conf.IF.proxy_arp.") {
                ($0.link.inet?.proxyArp).map { .bool($0 != 0) }
            },
            Fact("arp_ignore", .int, optional: true, doc: "net.ipv4.conf.IF.arp_ignore.") {
                ($0.link.inet?.arpIgnore).map { .number($0) }
            },
            Fact("disable_ipv6", .bool, optional: true, doc: "net.ipv6.conf.IF.disable_ipv6.") {
                ($0.link.inet6?.disableIpv6).map { .bool($0 != 0) }
            },
            Fact("rx_dropped", .int, optional: true, doc: "Packets dropped on receive since the device was made.") {
                ($0.link.stats?.rxDropped).map { .number($0) }
            },
            Fact("tx_dropped", .int, optional: true, doc: "Packets dropped on transmit since the device was made.") {
                ($0.link.stats?.txDropped).map { .number($0) }
            },
        ])

    @Sendable private static func linkValue(_ query: SnapshotQuery, _ view: LinkView, _ ref: LinkRef) -> CELValue? {
        CELValue.observed(query.link(ref)) {
            FactTables.link.value(LinkView(analysis: view.analysis, ref: ref, link: $0))
        }
    }
}
