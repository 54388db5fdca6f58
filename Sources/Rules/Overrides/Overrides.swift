import YAML

/// A site's changes to the checks that it did not write: by name and type, never by pasting text.
public struct Overrides: Sendable {
    /// A check that is not to run.
    public struct Disable: Sendable {
        /// Its id.
        public let check: PlacedText
        /// Why, for whoever reads the result.
        public let reason: PlacedText
    }

    /// Another severity for all findings of a check.
    public struct Severity: Sendable {
        /// Its id.
        public let check: PlacedText
        /// The severity that replaces its own.
        public let severity: CheckSeverity
    }

    /// Another value for a parameter of a runbook.
    public struct Parameter: Sendable {
        /// The id of the runbook.
        public let runbook: PlacedText
        /// The name of the parameter.
        public let name: PlacedText
        /// The value as it stands in the file; it must fit the type of the parameter.
        public let value: PlacedText
    }

    /// Something that is found and accepted.
    public struct Exception: Sendable {
        /// The id of the check whose findings it accepts.
        public let check: PlacedText
        /// A condition over the variables of the check.
        public let match: PlacedText
        /// Why they are accepted; printed beside the result.
        public let reason: PlacedText
        /// The last day on which it holds.
        public let expires: CivilDate?
        /// Where it begins in the file.
        public let place: Place
    }

    /// The file that all this was read from.
    public let source: SourceFile
    /// Checks that are not to run.
    public internal(set) var disable: [Disable]
    /// Severities that are replaced.
    public internal(set) var severity: [Severity]
    /// Values of parameters that are replaced.
    public internal(set) var parameters: [Parameter]
    /// Findings that are known and accepted.
    public internal(set) var exceptions: [Exception]

    /// Reads an override file.
    ///
    /// - Parameter file: its name in messages.
    /// - Throws: every problem of the file, if it has any.
    public static func parse(text: String, file: String) throws(RunbookProblems) -> Overrides {
        try OverridesReader.read(SourceFile(name: file, text: text))
    }
}
