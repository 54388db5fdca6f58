import YAML

/// A runbook as it was written: the on-call checklist and the checks that answer its questions.
public struct Runbook: Sendable {
    public struct Metadata: Sendable, Hashable {
        public var id: String
        public var version: String
        public var title: String
        public var description: String?
    }

    public let source: SourceFile
    public internal(set) var metadata: Metadata
    public internal(set) var parameters: [Parameter]
    /// In the order in which a person would go through them.
    public internal(set) var steps: [Step]
    public internal(set) var checks: [Check]

    public var id: String { metadata.id }

    /// Reads a runbook, or reports everything in its form that is wrong. Expressions are not looked at yet.
    public static func parse(text: String, file: String) throws(RunbookProblems) -> Runbook {
        try RunbookReader.read(SourceFile(name: file, text: text))
    }
}

extension Runbook {
    /// One line of the checklist: a question and the command by which a person would answer it.
    public struct Step: Sendable {
        public let id: PlacedText
        public let question: PlacedText
        public let command: PlacedText?
        public let doc: PlacedText?
    }

    /// A number or word that whoever runs the checks may change.
    public struct Parameter: Sendable {
        public enum Kind: String, Sendable, CaseIterable {
            case int, double, bool, string
        }

        public let name: PlacedText
        public let kind: Kind
        public let standard: ParameterValue
        public let minimum: ParameterValue?
        public let maximum: ParameterValue?
        /// The words that are allowed; all when empty.
        public let choices: [String]
        public let doc: String?
    }
}

/// The value of a parameter.
public enum ParameterValue: Sendable, Hashable, CustomStringConvertible {
    case int(Int64)
    case double(Double)
    case bool(Bool)
    case string(String)

    public var description: String {
        switch self {
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .string(let value): value
        }
    }
}
