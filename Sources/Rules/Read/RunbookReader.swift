import YAML
import TerminalText

/// Turns a YAML tree into a ``Runbook``.
struct RunbookReader {
    private let log: ProblemLog
    private let isOutline: Bool

    /// - Parameter isOutline: the file is without what `RunbookOutline.late` names.
    static func read(_ file: SourceFile, isOutline: Bool = false) throws(RunbookProblems) -> Runbook {
        try ProblemLog.reading(file) { root, log in RunbookReader(log: log, isOutline: isOutline).runbook(root) }
    }

    /// What can be read of a tree; problems go into the log.
    static func read(_ root: YAMLNode, _ log: ProblemLog) -> Runbook? {
        RunbookReader(log: log, isOutline: false).runbook(root)
    }

    private func runbook(_ root: YAMLNode) -> Runbook? {
        guard let fields = Fields(root, .runbook, log) else { return nil }
        fields.requireConstant("api_version", FileFormat.apiVersion)
        fields.requireConstant("kind", "Runbook")
        let metadata = fields.mapping("metadata", .metadata).flatMap(metadata)
        let parameters = fields.entries("params").compactMap { ParameterReader(log: log).parameter($0.key, $0.value) }
        let steps = fields.mappings("steps", .step).compactMap(step)
        let reader = CheckReader(log: log, isOutline: isOutline)
        let checks = fields.mappings("checks", isOutline ? .checkOutline : .check).compactMap { reader.check($0) }
        refuseTwins(steps.map(\.id), "step")
        refuseTwins(checks.map(\.id), "check")
        refuseUnknownSteps(checks, steps.map(\.id.text))
        guard let metadata else { return nil }
        return Runbook(source: log.file, metadata: metadata, parameters: parameters, steps: steps, checks: checks)
    }

    private func metadata(_ fields: Fields) -> Runbook.Metadata? {
        let description = fields.text("description")?.text
        guard let id = fields.id("id"), let version = fields.text("version"), let title = fields.text("title") else {
            return nil
        }
        return Runbook.Metadata(id: id.text, version: version.text, title: title.text, description: description)
    }

    private func step(_ fields: Fields) -> Runbook.Step? {
        let (command, doc) = (fields.text("command"), fields.text("doc"))
        let (topic, value, reached) = (fields.text("topic"), fields.text("value"), fields.text("reached"))
        guard let id = fields.id("id"), let question = fields.text("question") else { return nil }
        return Runbook.Step(
            id: id, question: question, topic: topic, value: value, reached: reached, command: command, doc: doc)
    }

    private func refuseTwins(_ ids: [PlacedText], _ what: String) {
        var first: [String: Place] = [:]
        for id in ids {
            if let place = first[id.text] {
                log.add(at: id.place, "there are two \(what)s '\(id.text)'", hint: "the first is on line \(place.line)")
            } else {
                first[id.text] = id.place
            }
        }
    }

    private func refuseUnknownSteps(_ checks: [Runbook.Check], _ steps: [String]) {
        for check in checks where !steps.contains(check.step.text) {
            log.add(
                at: check.step.place, "there is no step '\(check.step.text)'",
                hint: Suggestion.hint(for: check.step.text, among: steps))
        }
    }
}
