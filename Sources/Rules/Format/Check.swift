import YAML

extension Runbook {
    /// One check as it was written. Texts keep their places, because their expressions are compiled later.
    public struct Check: Sendable {
        /// A name for the value of an expression.
        public struct Named: Sendable {
            public let name: PlacedText
            public let expression: PlacedText
        }

        public struct Subject: Sendable {
            public let netns: PlacedText?
            public let object: PlacedText
            public let name: PlacedText
        }

        public struct Evidence: Sendable {
            public let fact: PlacedText
            public let observed: PlacedText
            public let expected: PlacedText?
            public let command: PlacedText?
            public let when: PlacedText?
        }

        public struct Fix: Sendable {
            public let command: PlacedText
            public let risk: PlacedText?
            public let when: PlacedText?
        }

        public let id: PlacedText
        public let title: PlacedText
        public let step: PlacedText
        /// `crit`, `warn`, `info`, or an expression that gives one of these.
        public let severity: PlacedText
        /// Each nests in the one before it.
        public let forEach: [Named]
        /// What an empty `for_each` means.
        public let empty: Emptiness
        public let lets: [Named]
        public let when: PlacedText?
        /// What to say when `when` is false.
        public let skipReason: PlacedText?
        public let condition: PlacedText
        public let subject: Subject
        public let affects: PlacedText?
        public let message: PlacedText
        public let evidence: [Evidence]
        public let confirm: [PlacedText]
        public let fix: [Fix]
        public let explains: [PlacedText]
        public let excuses: [PlacedText]
        public let rulesOut: [PlacedText]
        public let doc: PlacedText?
        public let references: [PlacedText]
        public let cases: [Case]
    }

    /// What it means that there is nothing to check.
    public enum Emptiness: String, Sendable, CaseIterable {
        /// The check does not apply: there is no such object.
        case skipped
        /// All is well: the list is one of anomalies.
        case ok
    }

    /// An example that the check must judge in a given way.
    public struct Case: Sendable {
        public let name: PlacedText
        /// A snapshot file or the name of a lab; whoever runs the cases knows which.
        public let snapshot: PlacedText
        public let fault: PlacedText?
        public let target: PlacedText?
        public let expect: CheckState
        /// How many findings there must be.
        public let count: Int?
        public let severity: CheckSeverity?
        /// What the first finding's summary, or the reason, must contain.
        public let says: PlacedText?
    }
}
