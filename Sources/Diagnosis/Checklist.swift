/// A runbook as it was followed: each step with its answer. A pure value; formats live in Reports.
public struct Checklist: Sendable {
    /// What a step came to.
    public enum State: String, Sendable, Hashable, CaseIterable {
        case ok, found, unknown, skipped
        /// Nothing is wrong there as far as its state goes, but no packet gets there: look again when the cause is mended.
        case unreached
    }

    /// One step that was followed, with its answer. Steps that have neither a check that ran nor a value are left out.
    public struct Step: Sendable, Hashable {
        /// From 1, counted over all runbooks.
        public var number: Int
        /// What the step asks, from the runbook.
        public var question: String
        /// What it is about, in a word or two; nil where its runbook does not say.
        public var topic: String?
        /// What was seen; nil where part of it was not.
        public var value: String?
        /// The most telling of its checks: found before unknown before ok; skipped where all were.
        public var state: State
        /// Why it is unknown or skipped; where it is ok, optionally what was seen.
        public var reason: String?
        /// What need not be looked at any more, now that this is answered.
        public var ruledOut: [String]
        /// How to see it by hand.
        public var commands: [String]
        /// What its checks found, in the order of the report.
        public var findings: [Finding]
        /// Numbers of the steps that found what explains all that this one found, or what keeps packets from getting to
        /// it: look again when those are mended. Empty where it has something of its own.
        public var after: [Int]

        public init(
            number: Int, question: String, topic: String? = nil, value: String? = nil, state: State,
            reason: String? = nil, ruledOut: [String] = [], commands: [String] = [], findings: [Finding] = [],
            after: [Int] = []
        ) {
            self.number = number
            self.question = question
            self.topic = topic
            self.value = value
            self.state = state
            self.reason = reason
            self.ruledOut = ruledOut
            self.commands = commands
            self.findings = findings
            self.after = after
        }
    }

    /// Something that was seen or done while it was followed.
    public struct Event: Sendable, Hashable {
        /// What kind of thing happened.
        public enum Kind: String, Sendable, Hashable {
            case look, note, value, ticket
        }

        /// RFC 3339, UTC; of a saved snapshot whatever stands there: hostile text.
        public var time: String
        public var kind: Kind
        /// The step that it is about; nil for none.
        public var step: Int?
        /// In a sentence. Hostile text.
        public var text: String

        public init(time: String, kind: Kind, step: Int? = nil, text: String) {
            (self.time, self.kind, self.step, self.text) = (time, kind, step, text)
        }
    }

    /// `Checklist for pid 4321`, `Checklist for the whole node`.
    public var title: String
    /// In the order of the runbooks.
    public var steps: [Step]
    /// What the steps are the answers of.
    public var report: Report
    /// What happened when, where somebody has followed it with keys.
    public var timeline: [Event] = []

    public init(title: String, steps: [Step], report: Report) {
        self.title = title
        self.steps = steps
        self.report = report
    }
}
