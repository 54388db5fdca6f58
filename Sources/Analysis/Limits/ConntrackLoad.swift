import NetworkModel
import SnapshotQuery

/// How full the connection tracking of a namespace is, and what that has cost.
public struct ConntrackLoad: Sendable {
    public let netns: NetnsID
    /// Entries now, of this namespace.
    public let count: UInt32
    /// Never 0, which would be no limit.
    public let max: UInt32
    /// Packets dropped because there was no room. The kernel counts those of a lost race there too, which are
    /// `insertFailed`.
    public let drops: UInt64
    /// Entries given up to make room, since the namespace was made.
    public let earlyDrops: UInt64
    /// Packets dropped because another made the same entry first, since the namespace was made.
    public let insertFailed: UInt64
    /// Packets that belonged to no connection, since the namespace was made.
    public let invalid: UInt64
    /// Asked for only where the table is full.
    public let census: Observed<ConntrackCensus>

    /// No new connection gets through before an old one goes.
    public var isFull: Bool { count >= max }
    /// How full it is; at most 1000, as the limit may have been lowered.
    public var percent: Int { Int(min(UInt64(count) * 100 / UInt64(max), 1000)) }
}

extension TargetAnalysis {
    /// The subjects and the routers that track connections.
    public var conntrackLoads: [ConntrackLoad] { inspected.compactMap(conntrackLoad) }

    private func conntrackLoad(of id: NetnsID) -> ConntrackLoad? {
        guard case .known(let conntrack) = query.conntrack(id), let count = conntrack.count.value,
            let max = conntrack.max.value, max > 0
        else { return nil }
        let rows = conntrack.statistics.value ?? []
        let sum = { (path: KeyPath<ConntrackStatistics, UInt32?>) in
            rows.reduce(UInt64(0)) { $0 + UInt64($1[keyPath: path] ?? 0) }
        }
        let (drops, races) = (sum(\.drop), sum(\.insertFailed))
        return ConntrackLoad(
            netns: id, count: count, max: max, drops: drops > races ? drops - races : 0, earlyDrops: sum(\.earlyDrop),
            insertFailed: races, invalid: sum(\.invalid),
            census: count >= max ? query.flowCensus(id) : .absent)
    }
}
