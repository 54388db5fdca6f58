/// What one check came to.
public struct CheckOutcome: Sendable, Hashable {
    /// How many items came to what.
    public struct Counts: Sendable, Hashable {
        /// Judged, and nothing is wrong.
        public var ok = 0
        /// Something is wrong.
        public var found = 0
        /// Could not be judged.
        public var unknown = 0
        /// The check does not apply to them.
        public var skipped = 0
        /// Found, but an exception says that it is known and accepted.
        public var excepted = 0
        /// Whether the check was stopped before it had seen everything.
        public var isCutShort = false

        /// Nothing counted yet.
        public init() {}

        /// All of them.
        public var items: Int { ok + found + unknown + skipped + excepted }
    }

    /// The id of the check.
    public var id: String
    /// What is wrong when it finds something.
    public var title: String
    /// The id of its runbook.
    public var runbook: String
    /// The id of its step.
    public var step: String
    /// What all items together came to.
    public var state: CheckState
    /// Why it is unknown or skipped; for a finding, what could not be judged beside it.
    public var reason: String?
    /// At most `CheckLimits.findings` of what was found; empty unless the state is found.
    public var findings: [CheckFinding]
    /// What exceptions say is accepted, at most as many: what follows from it is accepted, too.
    public var accepted: [CheckFinding] = []
    /// How many items came to what.
    public var counts: Counts
    /// What an `ok` rules out, in words.
    public var rulesOut: [String]
}
