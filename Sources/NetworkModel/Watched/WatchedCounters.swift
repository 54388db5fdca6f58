/// What moved of the counters on a target's way while somebody watched: what was seen, and nothing of what it means.
public struct WatchedCounters: Hashable, Sendable, Codable {
    /// RFC 3339, UTC: the first look.
    public var startedAt: String
    /// From the first look to the last.
    public var milliseconds: Int
    /// Looks that were taken.
    public var samples: Int
    /// In the order in which packets of the target pass them, then those that the machine has once.
    public var sources: [Source]
    /// What could not be read, in sentences.
    public var gaps: [String]

    public init(
        startedAt: String, milliseconds: Int = 0, samples: Int = 0, sources: [Source] = [], gaps: [String] = []
    ) {
        self.startedAt = startedAt
        self.milliseconds = milliseconds
        self.samples = samples
        self.sources = sources
        self.gaps = gaps
    }

    /// One that was watched. What is not listed of it stayed as it was.
    public struct Source: Hashable, Sendable, Codable {
        public var source: CounterSource
        /// How often its counters were set back.
        public var restarts = 0
        /// How often another took its place.
        public var replacements = 0
        /// It was there, and was not at the last look.
        public var isGone = false
        public var rises: [Rise] = []
        public var levels: [Level] = []

        public init(_ source: CounterSource) { self.source = source }

        /// How much a counter has risen; 0 where it did not.
        public func rise(_ name: String) -> UInt64 { rises.first { $0.name == name }?.rise ?? 0 }
    }

    /// A counter that moved.
    public struct Rise: Hashable, Sendable, Codable {
        public var name: String
        /// All that was counted meanwhile; at least so much where it began anew.
        public var rise: UInt64
        /// At the last look.
        public var last: UInt64

        public init(_ name: String, rise: UInt64, last: UInt64) {
            (self.name, self.rise, self.last) = (name, rise, last)
        }
    }

    /// What goes up and down, and did, or is not zero.
    public struct Level: Hashable, Sendable, Codable {
        public var name: String
        public var first: UInt64
        public var last: UInt64
        public var highest: UInt64

        public init(_ name: String, first: UInt64, last: UInt64, highest: UInt64) {
            (self.name, self.first, self.last, self.highest) = (name, first, last, highest)
        }
    }

    /// What was seen of a source; nil where it was not watched.
    public subscript(source: CounterSource) -> Source? { sources.first { $0.source == source } }
}
