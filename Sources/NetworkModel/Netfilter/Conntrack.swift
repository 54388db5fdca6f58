/// Connection tracking of one namespace.
public struct Conntrack: Equatable, Sendable, Codable {
    /// Entries now, and the most there may be: CTA_STATS_GLOBAL_* (Linux 4.18). The limit is that of the initial
    /// namespace, the count is per namespace (K4).
    public var count: Observed<UInt32>
    public var max: Observed<UInt32>
    /// One for each CPU, of this namespace.
    public var statistics: Observed<[ConntrackStatistics]>
    public var expectations = Table<Expectation>()

    public init(
        count: Observed<UInt32>, max: Observed<UInt32>, statistics: Observed<[ConntrackStatistics]>
    ) {
        self.count = count
        self.max = max
        self.statistics = statistics
    }

    /// As it would be with another limit.
    public func limited(to max: UInt32) -> Conntrack {
        var other = self
        other.max = .known(max)
        return other
    }
}

/// Counters since the namespace was made, CTA_STATS_*; nil where this kernel does not count.
public struct ConntrackStatistics: Hashable, Sendable, Codable {
    public var cpu: UInt16
    public var found: UInt32?
    /// Packets that belong to no connection: out of window, bad checksum, strange.
    public var invalid: UInt32?
    public var insert: UInt32?
    /// Two packets wanted the same entry, and one lost.
    public var insertFailed: UInt32?
    /// Packets dropped because there was no room.
    public var drop: UInt32?
    /// Entries given up to make room.
    public var earlyDrop: UInt32?
    public var error: UInt32?
    public var searchRestart: UInt32?
    public var clashResolve: UInt32?
    public var chainTooLong: UInt32?

    public init(cpu: UInt16) {
        self.cpu = cpu
    }
}
