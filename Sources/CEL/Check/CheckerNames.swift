import TerminalText

extension Checker {
    /// A variable, a type's name, a field, or the question whether a field is there.
    mutating func access(_ expression: Expr) throws(CELError) -> Node {
        if let name = qualifiedName(expression), let node = global(name, expression) { return node }
        switch expression.kind {
        case .identifier(let name, let isAbsolute):
            guard !isAbsolute, let local = local(named: name) else { throw undeclared(name, at: expression.offset) }
            return Node(.local(local), local.type, expression)
        case .select(let operand, let field):
            let operand = try check(operand)
            let (type, isOptional) = try self.field(field, of: operand.type, at: expression.offset)
            note(field, of: operand, at: expression.offset)
            let node = Node(.field(operand, field), type, expression)
            if isOptional { try requireGuard(node, field) }
            return node
        case .has(let operand, let field):
            let operand = try check(operand)
            _ = try self.field(field, of: operand.type, at: expression.offset)
            note(field, of: operand, at: expression.offset)
            return Node(.has(operand, field), .bool, expression)
        default: return try check(expression)
        }
    }

    /// The dotted name that the expression could be; `nil` when it begins with a macro's variable.
    func qualifiedName(_ expression: Expr) -> String? {
        var rest = expression
        var parts: [String] = []
        while case .select(let operand, let field) = rest.kind {
            parts.append(field)
            rest = operand
        }
        guard case .identifier(let name, let isAbsolute) = rest.kind else { return nil }
        if !isAbsolute, local(named: name) != nil { return nil }
        parts.append(name)
        return parts.reversed().joined(separator: ".")
    }

    private mutating func global(_ name: String, _ expression: Expr) -> Node? {
        if let type = environment.variables[name] {
            note(name, environment.renamed[name], at: expression.span.lowerBound)
            return Node(.variable(slot(of: name), name: name), type, expression)
        }
        if let type = environment.type(named: name) { return Node(.constant(.type(type)), .type, expression) }
        return nil
    }

    private mutating func note(_ field: String, of operand: Node, at offset: Int) {
        guard case .object(let type) = operand.type else { return }
        note(field, environment.field(field, of: type)?.renamed, at: offset)
    }

    private mutating func note(_ name: String, _ replacement: String?, at offset: Int) {
        guard let replacement else { return }
        oldNames.append(OldName(name: name, replacement: replacement, offset: offset))
    }

    private func local(named name: String) -> Node.Local? {
        locals.last { $0.name == name }
    }

    private func undeclared(_ name: String, at offset: Int) -> CELError {
        let known =
            environment.variables.keys.filter { environment.renamed[$0] == nil } + locals.map(\.name)
            + Array(CELType.named.keys)
        return CELError(
            .undeclared, "undeclared name '\(name)'", hint: Suggestion.hint(for: name, among: known), at: offset)
    }

    /// `operand.?field`, which asks by itself whether it is there.
    mutating func optionalField(
        _ field: String, of operand: Expr, _ expression: Expr
    ) throws(CELError) -> Node {
        let operand = try check(operand)
        let type = try self.field(field, of: operand.type.unwrapped, at: expression.offset).type
        note(field, of: operand, at: expression.offset)
        return Node(.optional(.field(operand, field)), .optional(type), expression)
    }

    /// The type of a field and whether it may be absent.
    private func field(
        _ field: String, of operand: CELType, at offset: Int
    ) throws(CELError) -> (type: CELType, isOptional: Bool) {
        switch operand {
        case .object(let name):
            guard let object = environment.objects[name] else { return (.dyn, false) }
            if let declaration = object.fields[field] { return (declaration.type, declaration.optional) }
            throw CELError(
                .noSuchField, "\(name) has no field '\(field)'",
                hint: Suggestion.hint(for: field, among: object.fields.filter { $0.value.renamed == nil }.keys),
                at: offset)
        case .map(let key, let value):
            if !key.accepts(.string) { try complain(.type, "a key of this map is \(key), not a name", at: offset) }
            return (value, false)
        case .dyn: return (.dyn, false)
        // Of an optional value a field is optional too.
        case .optional(let inner): return (.optional(try self.field(field, of: inner, at: offset).type), false)
        default:
            try complain(.type, "\(operand) has no fields", at: offset)
            return (.dyn, false)
        }
    }

    private func requireGuard(_ node: Node, _ field: String) throws(CELError) {
        if let path = node.path, guarded.contains(path) { return }
        let path = node.path.flatMap { $0.hasPrefix("#") ? nil : $0 } ?? "….\(field)"
        try complain(
            .unguarded, "'\(field)' may be absent", hint: "ask first: has(\(path)) && …", at: node)
    }
}
