import YAML
import CEL

/// Compiles the definitions of a check.
///
/// `when` may use definitions, and definitions may rely on what `when` asks with `has()`. So each is tried without
/// `when` first; one that does not compile so is tried again behind it, and only then is it wrong.
struct LetCompiler {
    let expressions: ExpressionCompiler
    private(set) var scope: ExpressionScope
    private var compiled: [CompiledCheck.Named] = []
    private var waiting: [Runbook.Check.Named] = []

    init(expressions: ExpressionCompiler, scope: ExpressionScope) {
        self.expressions = expressions
        self.scope = scope
    }

    mutating func compile(_ lets: [Runbook.Check.Named]) {
        for named in lets {
            if scope.environment.variables[named.name.text] != nil {
                expressions.log.add(
                    at: named.name.place, "'\(named.name.text)' means something already", hint: "choose another name")
            }
            let program = try? scope.environment.compile(
                named.expression.text, mode: .checked, assuming: scope.guards)
            if let program { add(named, program) } else { waiting.append(named) }
        }
    }

    /// Compiles what waited, where `when` holds.
    mutating func finish(assuming guards: Guards?) {
        if let guards { scope = scope.assuming(guards) }
        for named in waiting {
            if let program = expressions.program(named.expression, in: scope) {
                add(named, program)
            } else {
                scope = scope.adding(named.name.text, .dyn)
            }
        }
        waiting = []
    }

    /// The definitions that must be known before `when`, and the others; each in its order.
    func split(usedBy when: Program?) -> (early: [CompiledCheck.Named], late: [CompiledCheck.Named]) {
        var needed = Set(when?.identifiers ?? [])
        var early: [CompiledCheck.Named] = []
        var late: [CompiledCheck.Named] = []
        for named in compiled.reversed() {
            if needed.contains(named.name) {
                needed.formUnion(named.program.identifiers)
                early.insert(named, at: 0)
            } else {
                late.insert(named, at: 0)
            }
        }
        return (early, late)
    }

    private mutating func add(_ named: Runbook.Check.Named, _ program: Program) {
        scope = scope.adding(named.name.text, program.type)
        compiled.append(CompiledCheck.Named(name: named.name.text, program: program))
    }
}
