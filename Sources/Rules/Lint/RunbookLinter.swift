import YAML

/// Finds everything in runbooks that is wrong or looks so.
public enum RunbookLinter {
    /// All problems of one runbook, in the order of the file.
    ///
    /// - Parameters:
    ///   - known: ids of checks in other runbooks, which this one may refer to.
    ///   - lastResorts: those of them that are said where nobody knows better.
    public static func lint(
        _ runbook: Runbook, schema: FactSchema, known: Set<String> = [], lastResorts: Set<String> = []
    ) -> [Problem] {
        let log = ProblemLog(runbook.source)
        let compiler = CheckCompiler(schema, runbook, log)
        compiler.checkSteps(runbook.steps)
        let known = known.union(runbook.checks.map(\.id.text))
        let lastResorts = lastResorts.union(Self.lastResorts(of: [runbook]))
        var used: Set<String> = []
        var isWhole = true
        for check in runbook.checks {
            let compiled = compiler.compile(check)
            CheckLinter(check: check, compiled: compiled, log: log).lint(known: known, lastResorts: lastResorts)
            if let compiled { used.formUnion(compiled.identifiers) } else { isWhole = false }
        }
        if isWhole { warnOfUnused(runbook, used, log) }
        return log.sorted
    }

    /// All problems of runbooks that are used together.
    public static func lint(_ runbooks: [Runbook], schema: FactSchema) -> [Problem] {
        let known = Set(runbooks.flatMap { $0.checks.map(\.id.text) })
        let lastResorts = lastResorts(of: runbooks)
        return IDs.twins(in: runbooks)
            + runbooks.flatMap { lint($0, schema: schema, known: known, lastResorts: lastResorts) }
    }

    /// The ids of checks that are said where nobody knows better.
    public static func lastResorts(of runbooks: [Runbook]) -> Set<String> {
        Set(runbooks.flatMap(\.checks).filter { $0.role == .lastResort }.map(\.id.text))
    }

    /// All problems of a file, including those that keep it from being a runbook at all.
    public static func lint(
        text: String, file: String, schema: FactSchema, known: Set<String> = [], lastResorts: Set<String> = []
    ) -> [Problem] {
        do {
            return lint(
                try Runbook.parse(text: text, file: file), schema: schema, known: known, lastResorts: lastResorts)
        } catch {
            return error.problems
        }
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
