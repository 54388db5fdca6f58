import TerminalText

extension Checker {
    mutating func call(
        _ name: String, _ target: Expr?, _ arguments: [Expr], _ expression: Expr
    ) throws(CELError) -> Node {
        // `math.least(1, 2)` is no method of something called math.
        if let target, let prefix = qualifiedName(target),
            let overloads = environment.functions.overloads(of: "\(prefix).\(name)", isMember: false)
        {
            return try call("\(prefix).\(name)", overloads, check(arguments), expression)
        }
        guard let overloads = environment.functions.overloads(of: name, isMember: target != nil) else {
            throw unknownFunction(name, target, at: expression.offset)
        }
        return try call(name, overloads, check((target.map { [$0] } ?? []) + arguments), expression)
    }

    private func call(
        _ name: String, _ overloads: [Overload], _ arguments: [Node], _ expression: Expr
    ) throws(CELError) -> Node {
        let fitting = overloads.filter { $0.takes(arguments.count) }
        let types = arguments.map(\.type)
        let accepting = fitting.filter { $0.accepts(types) }
        if accepting.isEmpty, mode == .checked {
            throw CELError.noOverload(name, types.map(\.description)).at(expression.offset)
        }
        if let node = try prepared(name, fitting, arguments, expression) { return node }
        let results = accepting.map { $0.resultOf?(types) ?? $0.result }
        let result = results.first ?? .dyn
        let isCertain = results.allSatisfy { $0 == result }
        // Lenient programs keep all overloads, so that the error at run time names the values' types.
        let kept = mode == .checked ? accepting : fitting
        return Node(.call(name, kept, arguments), isCertain ? result : .dyn, expression)
    }

    /// A call whose last argument is written out: what can be made of it is made now, once, and its mistakes are found
    /// now.
    private func prepared(
        _ name: String, _ overloads: [Overload], _ arguments: [Node], _ expression: Expr
    ) throws(CELError) -> Node? {
        guard let last = arguments.last, case .constant(let value) = last.operation else { return nil }
        for overload in overloads {
            do {
                guard let prepared = try overload.prepared?(value) else { continue }
                return Node(.call(name, [prepared], arguments), prepared.result, expression)
            } catch {
                // A lenient program may never get to this argument.
                if mode == .checked { throw error.at(last.offset) }
            }
        }
        return nil
    }

    private func unknownFunction(_ name: String, _ target: Expr?, at offset: Int) -> CELError {
        let isMember = target != nil
        var hint: String?
        if environment.functions.has(name, isMember: !isMember) {
            hint = isMember ? "\(name)(x) is a function" : "\(name)() is called on a value: x.\(name)()"
        }
        var shown = name
        if let target, case .identifier(let prefix, _) = target.kind {
            hint = hint ?? Suggestion.hint(for: "\(prefix).\(name)", among: environment.functions.names(member: false))
            if environment.functions.isNamespace(prefix) { shown = "\(prefix).\(name)" }
        }
        return CELError(
            .undeclared, "undeclared function '\(shown)'",
            hint: hint ?? Suggestion.hint(for: name, among: environment.functions.names(member: isMember)), at: offset)
    }
}
