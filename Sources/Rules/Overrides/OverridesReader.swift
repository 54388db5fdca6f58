import YAML

/// Turns a YAML tree into ``Overrides``.
struct OverridesReader {
    private let log: ProblemLog

    static func read(_ file: SourceFile) throws(RunbookProblems) -> Overrides {
        try ProblemLog.reading(file) { root, log in OverridesReader(log: log).overrides(root) }
    }

    /// What can be read of a tree; problems go into the log.
    static func read(_ root: YAMLNode, _ log: ProblemLog) -> Overrides? { OverridesReader(log: log).overrides(root) }

    private func overrides(_ root: YAMLNode) -> Overrides? {
        guard let fields = Fields(root, .overrides, log) else { return nil }
        fields.requireConstant("api_version", FileFormat.apiVersion)
        fields.requireConstant("kind", "Overrides")
        return Overrides(
            source: log.file, disable: fields.mappings("disable", .disable).compactMap(disable),
            severity: fields.mappings("severity", .regrade).compactMap(severity), parameters: parameters(fields),
            exceptions: fields.mappings("exceptions", .exception).compactMap(exception))
    }

    private func disable(_ fields: Fields) -> Overrides.Disable? {
        guard let check = fields.id("check"), let reason = fields.text("reason") else { return nil }
        return Overrides.Disable(check: check, reason: reason)
    }

    private func severity(_ fields: Fields) -> Overrides.Severity? {
        guard let check = fields.id("check"), let severity: CheckSeverity = fields.choice("severity") else {
            return nil
        }
        return Overrides.Severity(check: check, severity: severity)
    }

    private func parameters(_ fields: Fields) -> [Overrides.Parameter] {
        fields.entries("params").flatMap { runbook, node -> [Overrides.Parameter] in
            guard case .mapping(let entries) = node.content else {
                log.add(at: node.place, "the parameters of '\(runbook.text)' are a mapping, this is \(node.kind)")
                return []
            }
            return entries.compactMap { name, node in
                Fields.text(node, of: name.text, log).map {
                    Overrides.Parameter(runbook: runbook, name: name, value: $0)
                }
            }
        }
    }

    private func exception(_ fields: Fields) -> Overrides.Exception? {
        let (match, reason, expires) = (fields.text("match"), fields.text("reason"), fields.text("expires"))
        let date = expires.flatMap { CivilDate($0.text) }
        if let expires, date == nil || expires.text.utf8.count != 10 {
            log.add(at: expires.place, "'\(expires.text)' is no date", hint: "write YYYY-MM-DD")
        }
        guard let check = fields.id("check"), let match, let reason else { return nil }
        return Overrides.Exception(check: check, match: match, reason: reason, expires: date, place: fields.place)
    }
}
