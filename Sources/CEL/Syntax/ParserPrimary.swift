extension Parser {
    /// A literal, a name, a global call, a list, a map, or something in parentheses.
    mutating func primary() throws(CELError) -> Expr {
        let start = token.start
        if let value = try literal(sign: "") {
            try advance()
            return try Expr(.literal(value), start..<previousEnd)
        }
        switch token.kind {
        case .identifier: return try name(isAbsolute: false, from: start)
        case .symbol(.dot):
            try advance()
            return try name(isAbsolute: true, from: start)
        case .symbol(.openParen):
            try advance()
            let inner = try expression()
            guard try take(.closeParen) else { throw unexpected("')'") }
            return inner
        case .symbol(.openBracket):
            try advance()
            let kind = try listLiteral()
            return try Expr(kind, start..<previousEnd)
        case .symbol(.openBrace):
            try advance()
            let kind = try mapLiteral()
            return try Expr(kind, start..<previousEnd)
        default: throw unexpected("an expression")
        }
    }

    /// The literal that `-` belongs to: the smallest int has no positive twin to negate.
    mutating func negativeLiteral(from start: Int) throws(CELError) -> Expr? {
        guard let value = try literal(sign: "-") else { return nil }
        try advance()
        return try Expr(.literal(value), start..<previousEnd)
    }

    private func literal(sign: String) throws(CELError) -> CELValue? {
        switch token.kind {
        case .int(let digits, let radix):
            guard let value = Int64(sign + digits, radix: radix) else { throw tooBig("an int") }
            return .int(value)
        case .double(let text):
            guard let value = Double(sign + text), value.isFinite else { throw tooBig("a double") }
            return .double(value)
        case .uint(let digits, let radix) where sign.isEmpty:
            guard let value = UInt64(digits, radix: radix) else { throw tooBig("a uint") }
            return .uint(value)
        case .string(let text) where sign.isEmpty: return .string(text)
        case .bytes(let bytes) where sign.isEmpty: return .bytes(bytes)
        case .identifier(let word) where sign.isEmpty: return ReservedWords.literals[word]
        default: return nil
        }
    }

    private func tooBig(_ type: String) -> CELError {
        CELError(.syntax, "this number does not fit \(type)", at: token.start)
    }

    private mutating func name(isAbsolute: Bool, from start: Int) throws(CELError) -> Expr {
        guard case .identifier(let name) = token.kind, ReservedWords.literals[name] == nil else {
            throw unexpected("a name")
        }
        if ReservedWords.reserved.contains(name) {
            throw CELError(.syntax, "'\(name)' is a reserved word", at: token.start)
        }
        let offset = token.start
        try advance()
        guard try take(.openParen) else {
            return try Expr(.identifier(name, isAbsolute: isAbsolute), start..<previousEnd, at: offset)
        }
        let arguments = try list(until: .closeParen)
        if name == "has", arguments.count == 1, let argument = arguments.first {
            guard case .select(let operand, let field) = argument.kind else {
                throw CELError(.syntax, "has() asks for a field: has(x.field)", at: argument.offset)
            }
            return try Expr(.has(operand, field: field), start..<previousEnd, at: argument.offset)
        }
        return try Expr(.call(name, target: nil, arguments), start..<previousEnd, at: offset)
    }

    private mutating func mapLiteral() throws(CELError) -> Expr.Kind {
        var entries: [(key: Expr, value: Expr, isOptional: Bool)] = []
        if try take(.comma) {
            try expect(.closeBrace)
            return .map([])
        }
        while token.kind != .symbol(.closeBrace) {
            let isOptional = try take(.question)
            let key = try expression()
            try expect(.colon)
            entries.append((key, try expression(), isOptional))
            guard try take(.comma) else { break }
        }
        guard try take(.closeBrace) else { throw unexpected("',' or '}'") }
        return entries.contains(where: \.isOptional)
            ? .optional(.map(entries)) : .map(entries.map { ($0.key, $0.value) })
    }
}

/// ReservedWords with a meaning of their own.
enum ReservedWords {
    static let literals: [String: CELValue] = ["true": .bool(true), "false": .bool(false), "null": .null]

    /// Kept free for languages that embed this one; still allowed as names of fields.
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]
}
