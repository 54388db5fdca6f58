/// A runbook as it was followed: each step with its answer. A pure value; formats live in Reports.
public struct Checklist: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        public var number: Int
        public var question: String
        public var state: CheckResult.State
        /// Why it is unknown or skipped; where it is ok, optionally what was seen.
        public var reason: String?
        /// What need not be looked at any more, now that this is answered.
        public var ruledOut: [String]
        /// How to see it by hand.
        public var commands: [String]
        public var findings: [Finding]

        public init(
            number: Int, question: String, state: CheckResult.State, reason: String? = nil, ruledOut: [String] = [],
            commands: [String] = [], findings: [Finding] = []
        ) {
            self.number = number
            self.question = question
            self.state = state
            self.reason = reason
            self.ruledOut = ruledOut
            self.commands = commands
            self.findings = findings
        }
    }

    public var title: String
    public var steps: [Step]
    /// What no step looks at by design, so that a fault in it is not found.
    public var notLookedAt: [String]

    public init(title: String, steps: [Step], notLookedAt: [String] = []) {
        self.title = title
        self.steps = steps
        self.notLookedAt = notLookedAt
    }
}
