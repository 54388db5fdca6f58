import CEL
import YAML

/// One line of the checklist, with its texts filled in for the target.
public struct ChecklistStep: Sendable, Hashable {
    /// The id of the runbook.
    public var runbook: String
    /// The id of the step.
    public var id: String
    /// What the step asks.
    public var question: String
    /// What it is about, in a word or two.
    public var topic: String?
    /// What was seen; nil where part of it could not be, or there is nothing to say.
    public var value: String?
    /// No packet gets to where the step looks. False where that is not known.
    public var isBehindStop = false
    /// The command that answers it by hand, with its values filled in.
    public var command: String?
    /// What to look for.
    public var doc: String?
    /// The checks that answer it.
    public var checks: [String]
}

extension CompiledRunbooks {
    /// The steps of all runbooks, with texts filled in for the target in `bindings`.
    public func checklist(bindings: [String: CELValue]) -> [ChecklistStep] {
        runbooks.flatMap { compiled in
            let values = bindings.merging(compiled.parameters, uniquingKeysWith: { _, parameter in parameter })
            let expressions = ExpressionCompiler(log: ProblemLog(compiled.runbook.source))
            return compiled.runbook.steps.map { step in
                var budget = Budget(steps: CheckLimits.stepsPerCheck)
                let texts = StepTexts(step, expressions, in: compiled.scope)
                let value = texts.value?.renderWhole(values, budget: &budget)
                return ChecklistStep(
                    runbook: compiled.runbook.id, id: step.id.text, question: step.question.text,
                    topic: step.topic?.text, value: value == "" ? nil : value,
                    isBehindStop: texts.reached?.evaluate(values, budget: &budget) == .value(.bool(false)),
                    command: texts.command?.render(values, budget: &budget), doc: step.doc?.text,
                    checks: compiled.checks.filter { $0.check.step.text == step.id.text }.map(\.check.id.text))
            }
        }
    }
}
