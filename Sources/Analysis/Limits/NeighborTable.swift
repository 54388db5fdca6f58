import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery

/// The machine's table of neighbours of one family, which all namespaces share, and how full it is.
public struct NeighborTable: Sendable {
    /// The first namespace of the machine, in which alone the kernel tells.
    public let netns: NetnsID
    public let family: IPAddress.Family
    /// Entries of all namespaces.
    public let entries: Int
    /// gc_thresh3: no further entry is made beyond it, but for permanent ones.
    public let limit: Int
    /// How often no entry was made for that reason, since the machine began.
    public let refusals: Int
    /// How often that was so while it was watched; nil where nobody did.
    public let refusedMeanwhile: Int?

    /// As many as there may be, and some were refused.
    public var isFull: Bool { entries >= limit && refusals > 0 }

    /// The three limits with which there would be room, powers of two in the kernel's usual proportions.
    public var roomier: (Int, Int, Int) {
        var most = 1024
        while most < entries * 2 { most *= 2 }
        return (most / 8, most / 2, most)
    }
}

extension TargetAnalysis {
    /// Asked for only where somebody waits for a neighbour, or a socket for an answer, or where some were seen to be refused.
    public var neighborTables: [NeighborTable] {
        guard let own = query.snapshot.ownNetns else { return [] }
        return [IPAddress.Family.inet, .inet6].filter { isWaiting($0) || wasRefused($0) }.compactMap {
            neighborTable(own, $0)
        }
    }

    private func isWaiting(_ family: IPAddress.Family) -> Bool {
        gateways.contains { use in
            use.via.family == family
                && use.neighbor.value.map { !$0.state.isDisjoint(with: [.failed, .incomplete]) } ?? false
        } || asked.contains { $0.question == .stuck && $0.answer.flow.dst.family == family }
    }

    private func wasRefused(_ family: IPAddress.Family) -> Bool {
        (risen("table_fulls", of: .neighbors(family: family)) ?? 0) > 0
    }

    /// Nil where this namespace is not the machine's first.
    private func neighborTable(_ id: NetnsID, _ family: IPAddress.Family) -> NeighborTable? {
        let name = "net.\(family == .inet ? "ipv4" : "ipv6").neigh.default.gc_thresh3"
        guard let limit = query.sysctl(id, name).value.flatMap({ Int($0) }), limit > 0,
            let seen = query.neighborStatistics(id, family).value?.first
        else { return nil }
        return NeighborTable(
            netns: id, family: family, entries: Int(seen.entries), limit: limit,
            refusals: Int(clamping: seen.tableFulls),
            refusedMeanwhile: risen("table_fulls", of: .neighbors(family: family)).map { Int(clamping: $0) })
    }
}
