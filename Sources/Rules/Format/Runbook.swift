import YAML

/// A runbook as it was written: the on-call checklist and the checks that answer its questions.
public struct Runbook: Sendable {
    /// What a runbook says about itself.
    public struct Metadata: Sendable, Hashable {
        /// Unique among all runbooks that are loaded.
        public var id: String
        /// The runbook's own version, in any form.
        public var version: String
        /// What it is about, in a few words.
        public var title: String
        /// When to use it.
        public var description: String?
    }

    /// The file that it was read from.
    public let source: SourceFile
    /// Its name and purpose.
    public internal(set) var metadata: Metadata
    /// The values that override files may change.
    public internal(set) var parameters: [Parameter]
    /// In the order in which a person would go through them.
    public internal(set) var steps: [Step]
    /// What it checks, in the order of the file.
    public internal(set) var checks: [Check]
    /// Where this is an outline: gives a check by its id, with all that the outline is without.
    var rest: (@Sendable (String) -> Check?)?

    /// Its name, unique among all that are loaded.
    public var id: String { metadata.id }
}

extension Runbook {
    /// One line of the checklist: a question and the command by which a person would answer it.
    public struct Step: Sendable {
        /// The name by which checks refer to the step.
        public let id: PlacedText
        /// What the step asks.
        public let question: PlacedText
        /// What it is about, in a word or two.
        public let topic: PlacedText?
        /// What was seen, in a line: a template.
        public let value: PlacedText?
        /// Whether a packet gets to where the step looks: an expression. Without it the step is about no packets.
        public let reached: PlacedText?
        /// How a person would answer it by hand: a template.
        public let command: PlacedText?
        /// What to look for.
        public let doc: PlacedText?
    }

    /// A number or word that whoever runs the checks may change.
    public struct Parameter: Sendable {
        /// The types that a parameter can have.
        public enum Kind: String, Sendable, CaseIterable {
            case int, double, bool, string
        }

        /// Expressions read it as `params.NAME`.
        public let name: PlacedText
        /// Its type.
        public let kind: Kind
        /// The value unless overridden.
        public let standard: ParameterValue
        /// The least value allowed; nil for no bound.
        public let minimum: ParameterValue?
        /// The greatest value allowed; nil for no bound.
        public let maximum: ParameterValue?
        /// The words that are allowed; all when empty.
        public let choices: [String]
        /// What it changes.
        public let doc: String?
    }
}

/// The value of a parameter.
public enum ParameterValue: Sendable, Hashable, CustomStringConvertible {
    case int(Int64)
    case double(Double)
    case bool(Bool)
    case string(String)

    /// The value as a file would have it.
    public var description: String {
        switch self {
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .string(let value): value
        }
    }
}
