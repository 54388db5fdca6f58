/// A conntrack table, counted: what fills it, without the entries.
public struct ConntrackCensus: Hashable, Sendable, Codable {
    /// Entries of one protocol in one state.
    public struct Kind: Hashable, Sendable, Codable {
        /// IPPROTO_*.
        public var proto: UInt8
        /// Of the protocol's own machine, as `ConntrackEntry.protocolState`.
        public var state: UInt8?

        public init(proto: UInt8, state: UInt8?) {
            self.proto = proto
            self.state = state
        }
    }

    public struct Row: Hashable, Sendable, Codable {
        public var kind: Kind
        public var count: Int

        public init(kind: Kind, count: Int) {
            self.kind = kind
            self.count = count
        }
    }

    public var total = 0
    /// Entries with IPS_ASSURED, which early_drop does not give up for new ones.
    public var assured = 0
    /// The most frequent first.
    public var kinds: [Row] = []

    public init() {}

    /// A new entry finds hardly any that would be given up for it: early_drop looks at eight of the hash's buckets.
    public var isAllAssured: Bool { total > 0 && total - assured <= total / 1000 }
}
