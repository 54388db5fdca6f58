import NetworkModel

/// What connection tracking of a namespace counts, on all processors together.
public enum ConntrackCounters {
    /// In the words of `conntrack -S`, then how many entries there are.
    public static let fields: [CounterField] =
        [
            "found", "invalid", "insert", "insert_failed", "drop", "early_drop", "error", "search_restart",
            "clash_resolve", "chaintoolong",
        ].map { CounterField($0, .narrow) } + [CounterField("entries", .level)]

    public static func values(_ statistics: [ConntrackStatistics], entries: UInt32?) -> [UInt64] {
        let counters: [KeyPath<ConntrackStatistics, UInt32?>] = [
            \.found, \.invalid, \.insert, \.insertFailed, \.drop, \.earlyDrop, \.error, \.searchRestart,
            \.clashResolve, \.chainTooLong,
        ]
        return counters.map { counter in statistics.reduce(0) { $0 &+ UInt64($1[keyPath: counter] ?? 0) } }
            + [UInt64(entries ?? 0)]
    }
}
