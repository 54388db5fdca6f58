import Addresses
import Analysis
import CEL
import NetworkModel
import Rules
import SnapshotQuery
import Topology

// Tables that can fill up.

extension FactTables {
    static let neighborTable = FactTable<View<NeighborTable>>(
        "NeighborTable", doc: "How full the machine's table of neighbours is, of all namespaces together.",
        key: { "\($0.object.family)" },
        facts: [
            Fact("netns", .object("Netns"), doc: "The machine's first namespace.") { $0.netns($0.object.netns) },
            Fact("family", .string, doc: "inet or inet6.") { .string($0.object.family == .inet ? "inet" : "inet6") },
            Fact("entries", .int, doc: "Entries of all namespaces.") { .number($0.object.entries) },
            Fact("limit", .int, doc: "The most there may be: gc_thresh3.") { .number($0.object.limit) },
            Fact("refusals", .int, doc: "How often no entry was made for lack of room, so far.") {
                .number($0.object.refusals)
            },
            Fact(
                "refused_meanwhile", .int, optional: true,
                doc: "How often that was so during `nsdoctor watch`; absent without one."
            ) { $0.object.refusedMeanwhile.map { .number($0) } },
            Fact("is_full", .bool, doc: "There are as many as there may be, and some were refused.") {
                .bool($0.object.isFull)
            },
            Fact("roomier_1", .int, doc: "A value of gc_thresh1 with which there would be room.") {
                .number($0.object.roomier.0)
            },
            Fact("roomier_2", .int, doc: "The same of gc_thresh2.") { .number($0.object.roomier.1) },
            Fact("roomier_3", .int, doc: "The same of gc_thresh3.") { .number($0.object.roomier.2) },
            Fact("affects", .list(.int), doc: "Inodes of the target's namespaces.") {
                .inodes($0.analysis.scope.subjects)
            },
        ])

    static let conntrackLoad = FactTable<View<ConntrackLoad>>(
        "ConntrackLoad", doc: "How full connection tracking is.", key: \.object.netns,
        facts: [
            Fact("netns", .object("Netns"), doc: "The namespace.") { $0.netns($0.object.netns) },
            Fact("count", .int, doc: "Entries.") { .number($0.object.count) },
            Fact("max", .int, doc: "The most there may be: net.netfilter.nf_conntrack_max.") { .number($0.object.max) },
            Fact("percent", .int, doc: "Entries for each hundred that there may be.") { .number($0.object.percent) },
            Fact("is_full", .bool, doc: "There is no room for another.") { .bool($0.object.isFull) },
            Fact("drops", .int, doc: "Packets dropped so far for lack of room; lost races are not among them.") {
                .number($0.object.drops)
            },
            Fact("early_drops", .int, doc: "Entries given up so far to make room.") { .number($0.object.earlyDrops) },
            Fact(
                "is_all_assured", .bool, doc: "It is full of entries of which none is given up for a new one.",
                get: { view in
                    guard view.object.isFull else { return .bool(false) }
                    return CELValue.observed(view.object.census) { .bool($0.isAllAssured) } ?? .bool(false)
                }),
            Fact(
                "most", .string, optional: true,
                doc: "What most entries are, `tcp ESTABLISHED 260000`; only of a full table.",
                get: { view in
                    guard view.object.isFull else { return nil }
                    return CELValue.observed(view.object.census) { $0.kinds.first.map { .string($0.words) } }
                }),
            Fact("affects", .list(.int), doc: "Inodes of the namespaces whose traffic it tracks.") { view in
                .inodes(view.analysis.affected(by: view.object.netns))
            },
        ])
}

extension ConntrackCensus.Row {
    /// enum tcp_conntrack
    private static let tcpStates = [
        "NONE", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "CLOSE_WAIT", "LAST_ACK", "TIME_WAIT", "CLOSE",
        "SYN_SENT2",
    ]

    fileprivate var words: String {
        let name =
            switch kind.proto {
            case 1: "icmp"
            case 6: "tcp"
            case 17: "udp"
            case 58: "icmpv6"
            default: "protocol \(kind.proto)"
            }
        guard kind.proto == 6, let state = kind.state, Self.tcpStates.indices.contains(Int(state)) else {
            return "\(name) \(count)"
        }
        return "\(name) \(Self.tcpStates[Int(state)]) \(count)"
    }
}
