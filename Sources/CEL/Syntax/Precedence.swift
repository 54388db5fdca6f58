/// How tightly a binary operator binds.
enum Precedence: Int {
    case or, and, relation, addition, multiplication

    init?(_ symbol: Symbol) {
        switch symbol {
        case .or: self = .or
        case .and: self = .and
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .in: self = .relation
        case .plus, .minus: self = .addition
        case .star, .slash, .percent: self = .multiplication
        default: return nil
        }
    }
}

/// Operands and operators read so far whose order is not decided yet.
struct PendingOperators {
    var operands: [Expr]
    private var operators: [(symbol: Symbol, precedence: Precedence, offset: Int)] = []

    init(first: Expr) {
        operands = [first]
    }

    /// Takes the next operator, after joining what binds at least as tightly before it.
    mutating func push(_ symbol: Symbol, _ precedence: Precedence, at offset: Int) throws(CELError) {
        while let top = operators.last, top.precedence.rawValue >= precedence.rawValue {
            // A row of && or of || stays together and becomes one flat expression.
            if top.symbol == symbol, precedence == .and || precedence == .or { break }
            try joinLast()
        }
        operators.append((symbol, precedence, offset))
    }

    mutating func finish() throws(CELError) -> Expr {
        while !operators.isEmpty { try joinLast() }
        guard let result = operands.last else { throw CELError(.syntax, "expected an expression") }
        return result
    }

    private mutating func joinLast() throws(CELError) {
        guard let last = operators.popLast() else { return }
        var row = 2
        var offset = last.offset
        if last.precedence == .and || last.precedence == .or {
            while let before = operators.last, before.symbol == last.symbol {
                operators.removeLast()
                offset = before.offset
                row += 1
            }
        }
        let parts = Array(operands.suffix(row))
        operands.removeLast(min(row, operands.count))
        guard let left = parts.first, let right = parts.last else { return }
        let span = left.span.lowerBound..<right.span.upperBound
        operands.append(try Expr(Self.kind(last.symbol, parts, left, right), span, at: offset))
    }

    private static func kind(_ symbol: Symbol, _ parts: [Expr], _ left: Expr, _ right: Expr) -> Expr.Kind {
        switch symbol {
        case .and: .and(parts)
        case .or: .or(parts)
        default: BinaryOperator(rawValue: symbol.rawValue).map { .binary($0, left, right) } ?? .list(parts)
        }
    }
}
