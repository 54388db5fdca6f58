import YAML
import CEL
import TerminalText

/// Applies override files to compiled runbooks. A name that no runbook has is an error: a misspelt exception that
/// silently does nothing is found out at the wrong time.
struct OverrideApplication {
    private var runbooks: [CompiledRunbooks.Compiled]
    private let today: CivilDate?
    private var problems: [Problem] = []

    static func apply(
        _ overrides: [Overrides], to runbooks: [CompiledRunbooks.Compiled], today: CivilDate?
    ) throws(RunbookProblems) -> CompiledRunbooks {
        var application = OverrideApplication(runbooks: runbooks, today: today)
        for file in overrides { application.apply(file) }
        let problems = application.problems
        guard problems.allSatisfy({ $0.severity == .warning }) else { throw RunbookProblems(problems) }
        return CompiledRunbooks(
            runbooks: application.runbooks, notes: problems, overrides: overrides.map(\.source.name))
    }

    private init(runbooks: [CompiledRunbooks.Compiled], today: CivilDate?) {
        self.runbooks = runbooks
        self.today = today
    }

    private mutating func apply(_ file: Overrides) {
        let log = ProblemLog(file.source)
        for entry in file.disable {
            let place = "\(file.source.name):\(entry.check.place.line)"
            change(entry.check, log) { check, _ in check.disabled = "disabled in \(place): \(entry.reason.text)" }
        }
        for entry in file.severity { change(entry.check, log) { check, _ in check.severity = entry.severity } }
        for entry in file.exceptions { add(entry, log) }
        for entry in file.parameters { set(entry, log) }
        problems += log.sorted
    }

    private mutating func add(_ entry: Overrides.Exception, _ log: ProblemLog) {
        let expressions = ExpressionCompiler(log: log)
        let today = today
        change(entry.check, log) { check, scope in
            guard let match = expressions.program(entry.match, expecting: .bool, in: scope) else { return }
            if let expires = entry.expires, let today, expires < today {
                log.add(.warning, at: entry.place, "this exception for '\(entry.check.text)' expired on \(expires)")
                return
            }
            let until = entry.expires.map { ", until \($0)" } ?? ""
            check.exceptions.append(CompiledCheck.Exception(match: match, reason: entry.reason.text + until))
        }
    }

    private mutating func change(
        _ id: PlacedText, _ log: ProblemLog, _ body: (inout CompiledCheck, ExpressionScope) -> Void
    ) {
        for (position, runbook) in runbooks.enumerated() {
            guard let index = runbook.checks.firstIndex(where: { $0.check.id.text == id.text }) else { continue }
            var checks = runbook.checks
            body(&checks[index], checks[index].body.value.scope)
            runbooks[position] = CompiledRunbooks.Compiled(
                runbook: runbook.runbook, parameters: runbook.parameters, scope: runbook.scope, checks: checks)
            return
        }
        let ids = runbooks.flatMap { $0.checks.map(\.check.id.text) }
        log.add(at: id.place, "there is no check '\(id.text)'", hint: Suggestion.hint(for: id.text, among: ids))
    }

    private mutating func set(_ entry: Overrides.Parameter, _ log: ProblemLog) {
        guard let position = runbooks.firstIndex(where: { $0.runbook.id == entry.runbook.text }) else {
            let ids = runbooks.map(\.runbook.id)
            let hint = Suggestion.hint(for: entry.runbook.text, among: ids)
            return log.add(at: entry.runbook.place, "there is no runbook '\(entry.runbook.text)'", hint: hint)
        }
        let runbook = runbooks[position]
        guard let parameter = runbook.runbook.parameters.first(where: { $0.name.text == entry.name.text }) else {
            let names = runbook.runbook.parameters.map(\.name.text)
            return log.add(
                at: entry.name.place, "the runbook '\(runbook.runbook.id)' has no parameter '\(entry.name.text)'",
                hint: Suggestion.hint(for: entry.name.text, among: names))
        }
        guard let value = ParameterReader(log: log).value(entry.value, parameter.kind) else { return }
        if let refusal = parameter.refusal(of: value) { return log.add(at: entry.value.place, refusal) }
        var values = runbook.parameters
        values["params.\(entry.name.text)"] = value.value
        runbooks[position] = CompiledRunbooks.Compiled(
            runbook: runbook.runbook, parameters: values, scope: runbook.scope, checks: runbook.checks)
    }
}
