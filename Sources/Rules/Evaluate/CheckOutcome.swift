/// What one check came to.
public struct CheckOutcome: Sendable, Hashable {
    /// How many items came to what.
    public struct Counts: Sendable, Hashable {
        public var ok = 0
        public var found = 0
        public var unknown = 0
        public var skipped = 0
        /// Found, but an exception says that it is known and accepted.
        public var excepted = 0
        /// Whether the check was stopped before it had seen everything.
        public var isCutShort = false

        public init() {}

        public var items: Int { ok + found + unknown + skipped + excepted }
    }

    public var id: String
    public var title: String
    public var runbook: String
    public var step: String
    public var state: CheckState
    /// Why it is unknown or skipped; for a finding, what could not be judged beside it.
    public var reason: String?
    public var findings: [CheckFinding]
    public var counts: Counts
    /// What an `ok` rules out, in words.
    public var rulesOut: [String]
}
