import Addresses
import Analysis
import CEL
import NetworkModel
import Rules

extension FactTables {
    static let neighbor = FactTable<RowView<Neighbor>>(
        "Neighbor", doc: "An ARP or NDP entry, in the words of `ip -j neigh show nud all`.", key: { [$0.id: $0.row] },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.", get: \.netns),
            Fact("dst", .string, doc: "The neighbour's address.") { .string($0.row.dst.description) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.row.dst.family.word) },
            Fact("dev", .string, doc: "Name of the link.") { $0.ifname($0.row.ifindex) },
            Fact("lladdr", .string, optional: true, doc: "Its hardware address.") {
                ($0.row.lladdr?.description).map { .string($0) }
            },
            Fact("state", .list(.string), doc: "REACHABLE, STALE, FAILED, INCOMPLETE, PERMANENT …: mostly one.") {
                .strings($0.row.state.names)
            },
            Fact("router", .bool, doc: "It says that it is a router (IPv6).") { .bool($0.row.flags & 0x80 != 0) },
            Fact("probes", .int, optional: true, doc: "Questions that it has not answered yet.") {
                $0.row.probes.map { .number($0) }
            },
        ])

    static let fdbEntry = FactTable<RowView<FDBEntry>>(
        "FDBEntry", doc: "A forwarding entry of a bridge or a VXLAN device, in the words of `bridge -j fdb`.",
        key: { [$0.id: $0.row] },
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.", get: \.netns),
            Fact("mac", .string, doc: "Hardware address.") { .string($0.row.mac.description) },
            Fact("dev", .string, doc: "The port, or the VXLAN device.") { $0.ifname($0.row.ifindex) },
            Fact("master", .string, optional: true, doc: "The bridge, where the entry is the bridge's.") {
                $0.ifname($0.row.master)
            },
            Fact("vlan", .int, optional: true, doc: "VLAN that it holds for.") { $0.row.vlan.map { .number($0) } },
            Fact("state", .string, doc: "permanent, static, stale, reachable; empty for one that was learned.") {
                .string($0.row.stateWord)
            },
            Fact("flags", .list(.string), doc: "self, master, extern_learn, sticky, offload ….") {
                .strings($0.row.flagNames)
            },
            Fact("dst", .string, optional: true, doc: "Of VXLAN: the tunnel's far end.") {
                ($0.row.dst?.description).map { .string($0) }
            },
            Fact("port", .int, optional: true, doc: "Of VXLAN: its UDP port.") { $0.row.port.map { .number($0) } },
            Fact("vni", .int, optional: true, doc: "Of VXLAN: the network.") { $0.row.vni.map { .number($0) } },
            Fact("nhid", .int, optional: true, doc: "Number of the nexthop object that stands for the far end.") {
                $0.row.nhid.map { .number($0) }
            },
        ])
}

extension FDBEntry {
    /// state_n2a of bridge(8).
    fileprivate var stateWord: String {
        if state.contains(.permanent) { return "permanent" }
        if state.contains(.noARP) { return "static" }
        if state.contains(.stale) { return "stale" }
        return state.contains(.reachable) ? "" : state.names.joined(separator: " ").lowercased()
    }

    /// NTF_* by the names of bridge(8).
    fileprivate var flagNames: [String] {
        let names: [(UInt32, String)] = [
            (0x02, "self"), (0x80, "router"), (0x10, "extern_learn"), (0x20, "offload"), (0x04, "master"),
            (0x40, "sticky"),
        ]
        return names.filter { flags & $0.0 != 0 }.map(\.1)
    }
}
