import CEL
import YAML

/// What of a step is compiled.
struct StepTexts {
    let command: Template?
    let value: Template?
    let reached: Program?

    init(_ step: Runbook.Step, _ expressions: ExpressionCompiler, in scope: ExpressionScope) {
        command = step.command.flatMap { expressions.template($0, .command, in: scope) }
        value = step.value.flatMap { expressions.template($0, .message, in: scope) }
        reached = step.reached.flatMap { expressions.program($0, expecting: .bool, in: scope) }
    }

    var programs: [Program] {
        (command?.programs ?? []) + (value?.programs ?? []) + [reached].compactMap { $0 }
    }
}
