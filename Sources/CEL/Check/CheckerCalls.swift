import TerminalText

extension Checker {
    mutating func call(
        _ name: String, _ target: Expr?, _ arguments: [Expr], _ expression: Expr
    ) throws(CELError) -> Node {
        // `math.least(1, 2)` is no method of something called math.
        if let target, let prefix = qualifiedName(target),
            let overloads = Library.overloads(of: "\(prefix).\(name)", isMember: false)
        {
            return try call("\(prefix).\(name)", overloads, check(arguments), expression)
        }
        guard let overloads = Library.overloads(of: name, isMember: target != nil) else {
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
        if let node = try matching(name, arguments, expression) { return node }
        let result = accepting.first?.result ?? .dyn
        let isCertain = accepting.allSatisfy { $0.result == result }
        // Lenient programs keep all overloads, so that the error at run time names the values' types.
        let kept = mode == .checked ? accepting : fitting
        return Node(.call(name, kept, arguments), isCertain ? result : .dyn, expression)
    }

    /// A pattern that is written out is compiled now, once, and its mistakes are found now.
    private func matching(_ name: String, _ arguments: [Node], _ expression: Expr) throws(CELError) -> Node? {
        guard name == "matches", arguments.count == 2, let last = arguments.last,
            case .constant(.string(let pattern)) = last.operation
        else { return nil }
        do {
            let isMember = if case .call(_, .some, _) = expression.kind { true } else { false }
            let overload = Strings.matches(try Strings.regex(pattern), member: isMember)
            return Node(.call(name, [overload], arguments), .bool, expression)
        } catch {
            // A lenient program may never get to this pattern.
            if mode == .checked { throw error.at(last.offset) }
            return nil
        }
    }

    private func unknownFunction(_ name: String, _ target: Expr?, at offset: Int) -> CELError {
        let isMember = target != nil
        var hint: String?
        if Library.overloads(of: name, isMember: !isMember) != nil {
            hint = isMember ? "\(name)(x) is a function" : "\(name)() is called on a value: x.\(name)()"
        }
        var shown = name
        if let target, case .identifier(let prefix, _) = target.kind {
            hint = hint ?? Suggestion.hint(for: "\(prefix).\(name)", among: Library.names(member: false))
            if Library.isNamespace(prefix) { shown = "\(prefix).\(name)" }
        }
        return CELError(
            .undeclared, "undeclared function '\(shown)'",
            hint: hint ?? Suggestion.hint(for: name, among: Library.names(member: isMember)), at: offset)
    }
}

extension Library {
    fileprivate static func isNamespace(_ name: String) -> Bool {
        functions.keys.contains { $0.hasPrefix(name + ".") }
    }
}
