import YAML

extension Runbook {
    /// One check as it was written. Texts keep their places, because their expressions are compiled later.
    public struct Check: Sendable {
        /// A name for the value of an expression.
        public struct Named: Sendable {
            /// The variable.
            public let name: PlacedText
            /// What it stands for.
            public let expression: PlacedText
        }

        /// The one object that is wrong.
        public struct Subject: Sendable {
            /// An expression for the network namespace in which it is.
            public let netns: PlacedText?
            /// A template for the kind of thing it is: `link`, `route`.
            public let object: PlacedText
            /// A template for its name there.
            public let name: PlacedText
        }

        /// A fact that proves the finding.
        public struct Evidence: Sendable {
            /// A template for which fact.
            public let fact: PlacedText
            /// A template for what it is.
            public let observed: PlacedText
            /// A template for what it should be.
            public let expected: PlacedText?
            /// A template for the command that shows it.
            public let command: PlacedText?
            /// An expression for whether it is part of the proof; nil for always.
            public let when: PlacedText?
        }

        /// A command that would put it right. It is never run.
        public struct Fix: Sendable {
            /// A template for the command.
            public let command: PlacedText
            /// A template for what else it changes.
            public let risk: PlacedText?
            /// An expression for whether it helps; nil for always.
            public let when: PlacedText?
        }

        /// Unique among all checks that are loaded; its findings have it too.
        public let id: PlacedText
        /// What is wrong when it finds something, without names.
        public let title: PlacedText
        /// The id of the step that it belongs to.
        public let step: PlacedText
        /// `crit`, `warn`, `info`, or an expression that gives one of these.
        public let severity: PlacedText
        /// An expression that is true where a finding is likely, and not proved; nil for never.
        public let likely: PlacedText?
        /// Each nests in the one before it.
        public let forEach: [Named]
        /// What an empty `for_each` means.
        public let empty: Emptiness
        /// Names for parts of the expressions below; later ones may use earlier ones.
        public let lets: [Named]
        /// An expression for whether the check applies; nil for always.
        public let when: PlacedText?
        /// What to say when `when` is false.
        public let skipReason: PlacedText?
        /// An expression that is true where something is wrong.
        public let condition: PlacedText
        /// The one object that is wrong.
        public let subject: Subject
        /// An expression for the inodes of the namespaces whose traffic is hit.
        public let affects: PlacedText?
        /// A template for the summary of a finding.
        public let message: PlacedText
        /// The facts that prove it.
        public let evidence: [Evidence]
        /// Templates for commands that show the same without the tool.
        public let confirm: [PlacedText]
        /// Commands that would put it right.
        public let fix: [Fix]
        /// Ids of checks whose findings follow from this one.
        public let explains: [PlacedText]
        /// What its findings are beside those of others.
        public let role: Role
        /// Ids of checks whose findings follow from this one and, because of it, hurt nobody.
        public let excuses: [PlacedText]
        /// What an `ok` of this check rules out, in words.
        public let rulesOut: [PlacedText]
        /// What it is, why it matters, and what looks like it: Markdown.
        public let doc: PlacedText?
        /// Where to read more.
        public let references: [PlacedText]
        /// Snapshots on which it must fire, and on which it must not.
        public let cases: [Case]
    }

    /// What the findings of a check are beside those of others.
    public enum Role: String, Sendable, CaseIterable {
        /// One cause among others.
        case cause
        /// What is said where nobody knows better: it follows from any other finding as grave that hits the same traffic.
        case lastResort = "last_resort"
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
        /// What is special about the case.
        public let name: PlacedText
        /// A snapshot file or the name of a lab; whoever runs the cases knows which.
        public let snapshot: PlacedText
        /// The fault of the lab that the snapshot is of.
        public let fault: PlacedText?
        /// What to diagnose, as on the command line.
        public let target: PlacedText?
        /// What the check must say.
        public let expect: CheckState
        /// How many findings there must be.
        public let count: Int?
        /// How bad the worst finding must be; nil where that is left open.
        public let severity: CheckSeverity?
        /// What the first finding's summary, or the reason, must contain.
        public let says: PlacedText?
    }
}
