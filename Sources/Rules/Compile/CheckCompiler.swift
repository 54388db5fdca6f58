import YAML
import CEL

/// Compiles checks, and reports every expression in them that is wrong.
struct CheckCompiler {
    let expressions: ExpressionCompiler
    /// What all checks of the runbook may use: the facts and the runbook's parameters.
    let scope: ExpressionScope
    private let rest: (@Sendable (String) -> Runbook.Check?)?

    init(_ schema: FactSchema, _ runbook: Runbook, _ log: ProblemLog) {
        expressions = ExpressionCompiler(log: log)
        rest = runbook.rest
        let parameters = runbook.parameters.map { ("params.\($0.name.text)", $0.kind.type) }
        scope = ExpressionScope(
            environment: schema.environment.adding(Dictionary(parameters, uniquingKeysWith: { first, _ in first })))
    }

    /// Of an outline only the lists are compiled now: the problems of the rest stay unseen. Nil where there is one.
    func compile(_ check: Runbook.Check) -> CompiledCheck? {
        let (loops, items) = loops(of: check)
        if let rest {
            let file = expressions.log.file
            let body = Late {
                Self.body(of: check, in: items, ExpressionCompiler(log: ProblemLog(file))) {
                    rest(check.id.text) ?? check
                }
            }
            return CompiledCheck(check: check, loops: loops, body: body)
        }
        let body = Self.body(of: check, in: items, expressions) { check }
        let texts = TextCompiler(expressions: expressions, scope: body.scope).texts(of: check)
        guard body.condition != nil, texts != nil else { return nil }
        return CompiledCheck(check: check, loops: loops, body: Late { body })
    }

    /// - Parameter whole: the check with its texts.
    private static func body(
        of check: Runbook.Check, in items: ExpressionScope, _ expressions: ExpressionCompiler,
        whole: @escaping @Sendable () -> Runbook.Check
    ) -> CompiledCheck.Body {
        var lets = LetCompiler(expressions: expressions, scope: items)
        lets.compile(check.lets)
        let when = check.when.flatMap { expressions.program($0, expecting: .bool, in: lets.scope) }
        lets.finish(assuming: when?.guards)
        let condition = expressions.program(check.condition, expecting: .bool, in: lets.scope)
        let scope = condition.map { lets.scope.assuming($0.guards) } ?? lets.scope
        let (early, late) = lets.split(usedBy: when)
        let file = expressions.log.file
        return CompiledCheck.Body(
            earlyLets: early, when: when, lateLets: late, condition: condition, scope: scope,
            saying: Late {
                let whole = whole()
                let expressions = ExpressionCompiler(log: ProblemLog(file))
                return CompiledCheck.Saying(
                    check: whole, texts: TextCompiler(expressions: expressions, scope: scope).texts(of: whole))
            })
    }

    /// Reports what is wrong in the texts of the checklist.
    /// - Returns: the names that they use.
    @discardableResult
    func checkSteps(_ steps: [Runbook.Step]) -> Set<String> {
        let texts = steps.map { StepTexts($0, expressions, in: scope) }
        return Set(texts.flatMap(\.programs).flatMap(\.identifiers))
    }

    /// The lists to go through, and the scope inside them.
    private func loops(of check: Runbook.Check) -> ([CompiledCheck.Named], ExpressionScope) {
        var scope = scope
        var loops: [CompiledCheck.Named] = []
        for named in check.forEach {
            let name = named.name.text
            let isTaken = isHiding(named.name, in: scope)
            let program = expressions.program(named.expression, in: scope)
            // After a mistake the variable can be anything, so that one mistake is reported once.
            let type = program.flatMap { element(of: $0, named.expression) } ?? .dyn
            if !isTaken { scope = scope.adding(name, type) }
            if let program {
                scope = scope.assuming(program.elementGuards(as: name))
                loops.append(CompiledCheck.Named(name: name, program: program))
            }
        }
        return (loops, scope)
    }

    private func element(of program: Program, _ text: PlacedText) -> CELType? {
        switch program.type {
        case .list(let element): return element
        case .dyn: return .dyn
        default:
            expressions.log.add(at: text.place, "for_each goes through a list, this is \(program.type)")
            return nil
        }
    }

    private func isHiding(_ name: PlacedText, in scope: ExpressionScope) -> Bool {
        guard scope.environment.variables[name.text] != nil else { return false }
        expressions.log.add(at: name.place, "'\(name.text)' means something already", hint: "choose another name")
        return true
    }
}

extension Runbook.Parameter.Kind {
    var type: CELType {
        switch self {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .string: .string
        }
    }
}

extension ParameterValue {
    var value: CELValue {
        switch self {
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .bool(let value): .bool(value)
        case .string(let value): .string(value)
        }
    }
}
