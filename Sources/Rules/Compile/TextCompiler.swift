import YAML
import CEL
import TerminalText

/// Compiles the texts of a check, in the scope that holds where its condition is true.
struct TextCompiler {
    let expressions: ExpressionCompiler
    let scope: ExpressionScope

    func texts(of check: Runbook.Check) -> CheckTexts? {
        let severity = severity(check.severity)
        let likely = check.likely.flatMap { expressions.program($0, expecting: .bool, in: scope) }
        let netns = check.subject.netns.flatMap(netns)
        let object = message(check.subject.object)
        let name = message(check.subject.name)
        let affects = check.affects.flatMap { expressions.program($0, expecting: .list(.int), in: scope) }
        let summary = message(check.message)
        let evidence = check.evidence.compactMap(evidence)
        let confirm = check.confirm.compactMap(command)
        let fix = check.fix.compactMap(fix)
        guard let severity, let object, let name, let summary else { return nil }
        return CheckTexts(
            severity: severity, likely: likely, netns: netns, object: object, name: name, affects: affects,
            message: summary,
            evidence: evidence, confirm: confirm, fix: fix)
    }

    private func message(_ text: PlacedText) -> Template? { expressions.template(text, .message, in: scope) }

    private func command(_ text: PlacedText) -> Template? { expressions.template(text, .command, in: scope) }

    private func severity(_ text: PlacedText) -> CheckTexts.Severity? {
        if let fixed = CheckSeverity(rawValue: text.text) { return .fixed(fixed) }
        if Names.isVariable(text.text), scope.environment.variables[text.text] == nil {
            let words = CheckSeverity.allCases.map(\.rawValue)
            expressions.log.add(
                at: text.place, "'\(text.text)' is none of crit, warn, info, nor an expression",
                hint: Suggestion.hint(for: text.text, among: words))
            return nil
        }
        return expressions.program(text, expecting: .string, in: scope).map(CheckTexts.Severity.computed)
    }

    private func netns(_ text: PlacedText) -> Program? {
        guard let program = expressions.program(text, in: scope) else { return nil }
        if expressions.has(PlaceFacts.id, [.int, .uint], program.type, scope) { return program }
        expressions.log.add(at: text.place, "\(program.type) is no namespace", hint: "it has no fact 'inode'")
        return nil
    }

    private func evidence(_ evidence: Runbook.Check.Evidence) -> CheckTexts.Evidence? {
        let (when, texts) = assuming(evidence.when)
        let expected = evidence.expected.flatMap(texts.message)
        let command = evidence.command.flatMap(texts.command)
        guard let fact = texts.message(evidence.fact), let observed = texts.message(evidence.observed) else {
            return nil
        }
        return CheckTexts.Evidence(fact: fact, observed: observed, expected: expected, command: command, when: when)
    }

    private func fix(_ fix: Runbook.Check.Fix) -> CheckTexts.Fix? {
        let (when, texts) = assuming(fix.when)
        let risk = fix.risk.flatMap(texts.message)
        return texts.command(fix.command).map { CheckTexts.Fix(command: $0, risk: risk, when: when) }
    }

    /// The condition of one text, and a compiler for what stands where it is true.
    private func assuming(_ when: PlacedText?) -> (Program?, TextCompiler) {
        guard let program = when.flatMap({ expressions.program($0, expecting: .bool, in: scope) }) else {
            return (nil, self)
        }
        return (program, TextCompiler(expressions: expressions, scope: scope.assuming(program.guards)))
    }
}
