import YAML
import CEL

/// Makes runbooks ready to run.
public enum RunbookSet {
    /// Compiles `runbooks`, or reports every mistake in all of them; of outlines, which a test has linted, those in their
    /// lists alone.
    ///
    /// - Parameter today: what the expiry dates of exceptions are compared with.
    public static func compile(
        _ runbooks: [Runbook], schema: FactSchema, overrides: [Overrides] = [], today: CivilDate? = nil
    ) throws(RunbookProblems) -> CompiledRunbooks {
        var problems: [Problem] = IDs.twins(in: runbooks)
        var compiled: [CompiledRunbooks.Compiled] = []
        for runbook in runbooks {
            let log = ProblemLog(runbook.source)
            let compiler = CheckCompiler(schema, runbook, log)
            let checks = runbook.checks.compactMap { compiler.compile($0) }
            if runbook.rest == nil { compiler.checkSteps(runbook.steps) }
            problems += log.sorted.filter { $0.severity == .error }
            let values = runbook.parameters.map { ("params.\($0.name.text)", $0.standard.value) }
            compiled.append(
                CompiledRunbooks.Compiled(
                    runbook: runbook, parameters: Dictionary(values, uniquingKeysWith: { first, _ in first }),
                    scope: compiler.scope, checks: checks))
        }
        guard problems.isEmpty else { throw RunbookProblems(problems) }
        return try OverrideApplication.apply(overrides, to: compiled, today: today)
    }
}

/// Names that must be unique among all runbooks that are loaded.
enum IDs {
    static func twins(in runbooks: [Runbook]) -> [Problem] {
        var checks: [String: String] = [:]
        var ids: [String: String] = [:]
        var problems: [Problem] = []
        for runbook in runbooks {
            let file = runbook.source
            if let other = ids.updateValue(file.name, forKey: runbook.id) {
                problems.append(
                    file.problem(at: .start, "there is another runbook '\(runbook.id)'", hint: "in \(other)"))
            }
            for check in runbook.checks {
                if let other = checks.updateValue(file.name, forKey: check.id.text), other != file.name {
                    problems.append(
                        file.problem(
                            at: check.id.place, "there is another check '\(check.id.text)'", hint: "in \(other)"))
                }
            }
        }
        return problems
    }
}
