import YAML

/// A site's changes to the checks that it did not write: by name and type, never by pasting text.
public struct Overrides: Sendable {
    public struct Disable: Sendable {
        public let check: PlacedText
        public let reason: PlacedText
    }

    public struct Severity: Sendable {
        public let check: PlacedText
        public let severity: CheckSeverity
    }

    public struct Parameter: Sendable {
        public let runbook: PlacedText
        public let name: PlacedText
        public let value: PlacedText
    }

    /// Something that is found and accepted.
    public struct Exception: Sendable {
        public let check: PlacedText
        /// A condition over the variables of the check.
        public let match: PlacedText
        public let reason: PlacedText
        /// The last day on which it holds.
        public let expires: CivilDate?
        public let place: Place
    }

    public let source: SourceFile
    public internal(set) var disable: [Disable]
    public internal(set) var severity: [Severity]
    public internal(set) var parameters: [Parameter]
    public internal(set) var exceptions: [Exception]

    public static func parse(text: String, file: String) throws(RunbookProblems) -> Overrides {
        try OverridesReader.read(SourceFile(name: file, text: text))
    }
}
