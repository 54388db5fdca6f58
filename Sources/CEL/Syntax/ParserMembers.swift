extension Parser {
    /// What follows a primary expression: `.field`, `.method(…)`, `[index]`.
    mutating func members(of primary: Expr) throws(CELError) -> Expr {
        var operand = primary
        while true {
            let offset = token.start
            if try take(.dot) {
                operand = try member(of: operand)
            } else if try take(.openBracket) {
                let isOptional = try take(.question)
                let index = try expression()
                try expect(.closeBracket)
                operand = try Expr(
                    isOptional ? .optional(.index(operand, index)) : .index(operand, index),
                    operand.span.lowerBound..<previousEnd, at: offset)
            } else if token.kind == .symbol(.openBrace), operand.isName {
                throw CELError(.syntax, "messages cannot be constructed", at: offset)
            } else {
                return operand
            }
        }
    }

    private mutating func member(of operand: Expr) throws(CELError) -> Expr {
        let isOptional = try take(.question)
        let offset = token.start
        let name: String
        var mayBeCalled = !isOptional
        switch token.kind {
        case .identifier(let word) where ReservedWords.literals[word] == nil: name = word
        case .quotedIdentifier(let word):
            name = word
            mayBeCalled = false
        default: throw unexpected("the name of a field or function")
        }
        try advance()
        guard mayBeCalled, try take(.openParen) else {
            return try Expr(
                isOptional ? .optional(.field(operand, name)) : .select(operand, field: name),
                operand.span.lowerBound..<previousEnd, at: offset)
        }
        let arguments = try list(until: .closeParen)
        let span = operand.span.lowerBound..<previousEnd
        if let comprehension = try Macro.expand(name, on: operand, arguments) {
            return try Expr(.comprehension(comprehension), span, at: offset)
        }
        if let form = try Expr.OptionalForm.expand(name, on: operand, arguments) {
            return try Expr(.optional(form), span, at: offset)
        }
        if case .identifier("cel", _) = operand.kind, name == "bind", arguments.count == 3 {
            return try Expr(bind(arguments), span, at: offset)
        }
        return try Expr(.call(name, target: operand, arguments), span, at: offset)
    }

    private func bind(_ arguments: [Expr]) throws(CELError) -> Expr.Kind {
        guard case .identifier(let name, isAbsolute: false) = arguments[0].kind else {
            throw CELError(.syntax, "the variable of cel.bind() must be a simple name", at: arguments[0].offset)
        }
        return .bind(name, arguments[1], arguments[2])
    }

    /// Expressions with commas between them, up to and with `end`.
    mutating func list(until end: Symbol) throws(CELError) -> [Expr] {
        var elements: [Expr] = []
        if try take(end) { return elements }
        repeat { elements.append(try expression()) } while try take(.comma)
        guard try take(end) else { throw unexpected("',' or '\(end.rawValue)'") }
        return elements
    }

    /// The elements of a list, which may have a comma at the end, and any of which may be optional.
    mutating func listLiteral() throws(CELError) -> Expr.Kind {
        var elements: [(element: Expr, isOptional: Bool)] = []
        if try take(.comma) {
            try expect(.closeBracket)
            return .list([])
        }
        while token.kind != .symbol(.closeBracket) {
            let isOptional = try take(.question)
            elements.append((try expression(), isOptional))
            guard try take(.comma) else { break }
        }
        guard try take(.closeBracket) else { throw unexpected("',' or ']'") }
        return elements.contains(where: \.isOptional) ? .optional(.list(elements)) : .list(elements.map(\.element))
    }
}

extension Expr {
    /// Whether it is a name, with or without dots, which could name a type.
    fileprivate var isName: Bool {
        var rest = self
        while case .select(let operand, _) = rest.kind { rest = operand }
        if case .identifier = rest.kind { return true }
        return false
    }
}
