import YAML

/// Finds everything in runbooks that is wrong or looks so.
public enum RunbookLinter {
    /// All problems of one runbook, in the order of the file.
    ///
    /// - Parameter others: runbooks whose checks this one may refer to.
    public static func lint(_ runbook: Runbook, schema: FactSchema, beside others: [Runbook] = []) -> [Problem] {
        lint(runbook, schema, KnownChecks(others + [runbook]))
    }

    private static func lint(_ runbook: Runbook, _ schema: FactSchema, _ known: KnownChecks) -> [Problem] {
        let log = ProblemLog(runbook.source)
        let compiler = CheckCompiler(schema, runbook, log)
        var used = compiler.checkSteps(runbook.steps)
        var isWhole = true
        for check in runbook.checks {
            let compiled = compiler.compile(check)
            CheckLinter(check: check, compiled: compiled, log: log).lint(known)
            if let compiled { used.formUnion(compiled.identifiers) } else { isWhole = false }
        }
        if isWhole { warnOfUnused(runbook, used, log) }
        return log.sorted
    }

    /// All problems of runbooks that are used together.
    public static func lint(_ runbooks: [Runbook], schema: FactSchema) -> [Problem] {
        let known = KnownChecks(runbooks)
        return IDs.twins(in: runbooks) + runbooks.flatMap { lint($0, schema, known) }
    }

    /// All problems of a file, including those that keep it from being a runbook at all.
    public static func lint(
        text: String, file: String, schema: FactSchema, beside others: [Runbook] = []
    ) -> [Problem] {
        do {
            return lint(try Runbook.parse(text: text, file: file), schema: schema, beside: others)
        } catch {
            return error.problems
        }
    }

    /// Names of runbooks and checks that are taken twice.
    public static func twins(in runbooks: [Runbook]) -> [Problem] { IDs.twins(in: runbooks) }

    /// Whether a file says that it is one of overrides; what cannot be read is none.
    public static func isOverrides(_ text: String, file: String) -> Bool {
        guard let root = try? SourceFile(name: file, text: text).tree(), case .mapping(let entries) = root.content,
            case .scalar(let kind)? = entries.first(where: { $0.key.text == "kind" })?.value.content
        else { return false }
        return kind.text == "Overrides"
    }

    private static func warnOfUnused(_ runbook: Runbook, _ used: Set<String>, _ log: ProblemLog) {
        for parameter in runbook.parameters where !used.contains("params.\(parameter.name.text)") {
            log.add(.warning, at: parameter.name.place, "the parameter '\(parameter.name.text)' is never used")
        }
        let steps = Set(runbook.checks.map(\.step.text))
        for step in runbook.steps where step.command == nil && !steps.contains(step.id.text) {
            log.add(.warning, at: step.id.place, "the step '\(step.id.text)' has neither a check nor a command")
        }
    }
}
