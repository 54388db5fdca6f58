import YAML
import CEL

/// A step of the checklist, ready to be read to a person.
public struct ChecklistStep: Sendable, Hashable {
    /// The id of the runbook.
    public var runbook: String
    /// The id of the step.
    public var id: String
    /// What the step asks.
    public var question: String
    /// The command that answers it by hand, with its values filled in.
    public var command: String?
    /// What to look for.
    public var doc: String?
    /// The checks that answer it.
    public var checks: [String]
}

extension CompiledRunbooks {
    /// The steps of all runbooks, with commands filled in for the target in `bindings`.
    public func checklist(bindings: [String: CELValue]) -> [ChecklistStep] {
        runbooks.flatMap { compiled in
            let values = bindings.merging(compiled.parameters, uniquingKeysWith: { _, parameter in parameter })
            let expressions = ExpressionCompiler(log: ProblemLog(compiled.runbook.source))
            return compiled.runbook.steps.map { step in
                var budget = Budget(steps: CheckLimits.stepsPerCheck)
                let command = step.command.flatMap { expressions.template($0, .command, in: compiled.scope) }
                return ChecklistStep(
                    runbook: compiled.runbook.id, id: step.id.text, question: step.question.text,
                    command: command?.render(values, budget: &budget), doc: step.doc?.text,
                    checks: compiled.checks.filter { $0.check.step.text == step.id.text }.map(\.check.id.text))
            }
        }
    }
}
