import YAML
import TerminalText

/// Explains checks from the text of their runbooks: what `explain ID` prints and the reference page shows.
public struct CheckReference: Sendable {
    /// The runbooks that are explained, in the order of the page.
    public let runbooks: [Runbook]

    /// Explains the checks of these runbooks.
    public init(_ runbooks: [Runbook]) {
        self.runbooks = runbooks
    }

    /// The ids of all checks, sorted.
    public var ids: [String] {
        runbooks.flatMap { $0.checks.map(\.id.text) }.sorted()
    }

    /// The explanation of one check; `nil` when there is none of that id.
    public func explanation(of id: String) -> CheckExplanation? {
        for runbook in runbooks {
            guard let check = runbook.checks.first(where: { $0.id.text == id }) else { continue }
            return CheckExplanation(check, in: runbook, among: runbooks)
        }
        return nil
    }

    /// `did you mean 'x'?` for an id that does not exist.
    public func suggestion(for id: String) -> String? {
        Suggestion.hint(for: id, among: ids)
    }
}

/// One check in the words of its runbook.
public struct CheckExplanation: Sendable, Hashable {
    /// A heading with what stands below it. Constant headings let a reader find his way in any of them.
    public struct Section: Sendable, Hashable {
        /// How the lines of a section are to be shown.
        public enum Style: Sendable, Hashable {
            /// Paragraphs.
            case prose
            /// One line each, to be shown as they are.
            case code
            case items
        }

        /// One of a few constant headings.
        public var heading: String
        /// How its lines are to be shown.
        public var style: Style
        /// As the runbook has them; not yet safe to show.
        public var lines: [String]
    }

    /// The id of the check.
    public var id: String
    /// What is wrong when it finds something.
    public var title: String
    /// One severity, those that it may be, or `it depends`.
    public var severity: String
    /// The id of its runbook.
    public var runbook: String
    /// The id of its step.
    public var step: String
    /// What that step asks; empty where there is no such step.
    public var question: String
    /// What there is to say, without sections that would be empty.
    public var sections: [Section]

    init(_ check: Runbook.Check, in runbook: Runbook, among runbooks: [Runbook]) {
        id = check.id.text
        title = check.title.text
        severity =
            CheckSeverity(rawValue: check.severity.text)?.rawValue ?? Readable.words(check.severity.text)
            ?? "it depends"
        self.runbook = runbook.id
        step = check.step.text
        question = runbook.steps.first { $0.id.text == check.step.text }?.question.text ?? ""
        let explainedBy = runbooks.flatMap(\.checks).filter {
            ($0.explains + $0.excuses).contains { $0.text == check.id.text }
        }
        let sections: [Section] = [
            Section(heading: "What it is", style: .prose, lines: check.doc.map { [$0.text] } ?? []),
            Section(heading: "When it fires", style: .code, lines: Self.logic(check)),
            Section(heading: "What it says", style: .code, lines: Readable.lines(check.message.text)),
            Section(heading: "Confirm by hand", style: .code, lines: check.confirm.map { Readable.text($0.text) }),
            Section(heading: "Fix", style: .code, lines: check.fix.flatMap(Self.fix)),
            Section(heading: "Explains", style: .items, lines: (check.explains + check.excuses).map(\.text)),
            Section(heading: "Explained by", style: .items, lines: explainedBy.map(\.id.text)),
            Section(heading: "An ok rules out", style: .items, lines: check.rulesOut.map(\.text)),
            Section(heading: "References", style: .items, lines: check.references.map(\.text)),
        ]
        self.sections = sections.filter { !$0.lines.isEmpty }
    }

    private static func logic(_ check: Runbook.Check) -> [String] {
        let loops = check.forEach.map { "for each \($0.name.text) in \($0.expression.text.onOneLine)" }
        let lets = check.lets.map { "let \($0.name.text) = \($0.expression.text.onOneLine)" }
        let when = check.when.map { ["when \($0.text.onOneLine)"] } ?? []
        let severity =
            CheckSeverity(rawValue: check.severity.text) == nil ? ["severity \(check.severity.text.onOneLine)"] : []
        let likely = check.likely.map { ["likely, not proved, if \($0.text.onOneLine)"] } ?? []
        return loops + lets + when + ["found if \(check.condition.text.onOneLine)"] + severity + likely
    }

    private static func fix(_ fix: Runbook.Check.Fix) -> [String] {
        let command = Readable.text(fix.command.text) + (fix.when.map { "   # if \($0.text.onOneLine)" } ?? "")
        return [command] + (fix.risk.map { ["# risk: \(Readable.text($0.text))"] } ?? [])
    }
}
