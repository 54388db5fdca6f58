/// Turns tokens into an expression, by recursive descent with one token of look-ahead.
struct Parser {
    private var lexer: Lexer
    private(set) var token: Token
    /// Where the token before ``token`` ended.
    private(set) var previousEnd = 0
    private var nesting = 0

    /// Past this an expression is data, and belongs somewhere else.
    static let longest = 65_536

    static func parse(_ source: SourceText) throws(CELError) -> Expr {
        guard source.bytes.count <= longest else {
            throw CELError(.tooComplex, "the expression is longer than \(longest) bytes", at: 0)
        }
        var parser = try Parser(Lexer(source))
        let expression = try parser.expression()
        guard parser.token.kind == .end else { throw parser.unexpected("an operator") }
        return expression
    }

    private init(_ lexer: Lexer) throws(CELError) {
        self.lexer = lexer
        token = try self.lexer.next()
    }

    /// `condition ? a : b`, with any number of further `? :` after the colon.
    mutating func expression() throws(CELError) -> Expr {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Expr.deepest else {
            throw CELError(.tooComplex, "more than \(Expr.deepest) expressions are nested here", at: token.start)
        }
        var choices: [(condition: Expr, chosen: Expr, offset: Int)] = []
        var last = try operators()
        while token.kind == .symbol(.question) {
            let offset = token.start
            try advance()
            let chosen = try operators()
            try expect(.colon)
            choices.append((last, chosen, offset))
            last = try operators()
        }
        for choice in choices.reversed() {
            let span = choice.condition.span.lowerBound..<last.span.upperBound
            last = try Expr(.conditional(choice.condition, choice.chosen, last), span, at: choice.offset)
        }
        return last
    }

    /// Binary operators by precedence. The pending ones wait in an array, not on the stack.
    private mutating func operators() throws(CELError) -> Expr {
        var pending = PendingOperators(first: try unary())
        while case .symbol(let symbol) = token.kind, let precedence = Precedence(symbol) {
            let offset = token.start
            try advance()
            try pending.push(symbol, precedence, at: offset)
            pending.operands.append(try unary())
        }
        return try pending.finish()
    }

    private mutating func unary() throws(CELError) -> Expr {
        var signs: [(sign: UnaryOperator, offset: Int)] = []
        while case .symbol(let symbol) = token.kind, let sign = UnaryOperator(symbol) {
            signs.append((sign, token.start))
            try advance()
        }
        var operand: Expr
        if let last = signs.last, last.sign == .negate, let literal = try negativeLiteral(from: last.offset) {
            signs.removeLast()
            operand = try members(of: literal)
        } else {
            operand = try members(of: primary())
        }
        for (sign, offset) in signs.reversed() {
            operand = try Expr(.unary(sign, operand), offset..<operand.span.upperBound, at: offset)
        }
        return operand
    }
}

extension Parser {
    mutating func advance() throws(CELError) {
        previousEnd = token.end
        token = try lexer.next()
    }

    mutating func take(_ symbol: Symbol) throws(CELError) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    mutating func expect(_ symbol: Symbol) throws(CELError) {
        guard try take(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    }

    /// The error of finding the current token where something else should stand.
    func unexpected(_ expected: String) -> CELError {
        CELError(.syntax, "expected \(expected), found \(token.shown)", at: token.start)
    }
}
