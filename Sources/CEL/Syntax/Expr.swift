/// A parsed expression, or part of one.
final class Expr: Sendable {
    let kind: Kind
    /// The bytes of the source that it covers.
    let span: Range<Int>
    /// Where an error about it points: the operator, the field, the function's name.
    let offset: Int
    /// How many expressions are nested here, itself included.
    let depth: Int

    /// Everything that walks an expression recurses; this many levels fit on a small stack.
    static let deepest = 256

    init(_ kind: Kind, _ span: Range<Int>, at offset: Int? = nil) throws(CELError) {
        self.kind = kind
        self.span = span
        self.offset = offset ?? span.lowerBound
        depth = 1 + kind.parts.reduce(0) { max($0, $1.depth) }
        if depth > Self.deepest {
            throw CELError(.tooComplex, "more than \(Self.deepest) expressions are nested here", at: self.offset)
        }
    }
}

extension Expr {
    indirect enum Kind: Sendable {
        case literal(CELValue)
        /// With a leading dot, no variable of a macro is meant.
        case identifier(String, isAbsolute: Bool)
        case select(Expr, field: String)
        case has(Expr, field: String)
        case index(Expr, Expr)
        case call(String, target: Expr?, [Expr])
        case unary(UnaryOperator, Expr)
        case binary(BinaryOperator, Expr, Expr)
        /// Two or more operands of `&&`, which are as many as the author wrote side by side.
        case and([Expr])
        case or([Expr])
        case conditional(Expr, Expr, Expr)
        case list([Expr])
        case map([(key: Expr, value: Expr)])
        case comprehension(Comprehension)
        /// `cel.bind(name, value, body)`.
        case bind(String, Expr, Expr)
        case optional(OptionalForm)

        var parts: [Expr] {
            switch self {
            case .literal, .identifier: []
            case .select(let operand, _), .has(let operand, _), .unary(_, let operand): [operand]
            case .index(let left, let right), .binary(_, let left, let right), .bind(_, let left, let right):
                [left, right]
            case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
            case .and(let operands), .or(let operands), .list(let operands): operands
            case .conditional(let condition, let left, let right): [condition, left, right]
            case .map(let entries): entries.flatMap { [$0.key, $0.value] }
            case .comprehension(let comprehension): comprehension.parts
            case .optional(let form): form.parts
            }
        }
    }

    /// A macro that visits each element of a list or each key of a map.
    struct Comprehension: Sendable {
        let macro: Macro
        let range: Expr
        /// One variable, or two: index or key, and value.
        let variables: [String]
        let condition: Expr?
        let result: Expr?

        var parts: [Expr] { [range, condition, result].compactMap(\.self) }
    }
}

enum UnaryOperator: String, Sendable {
    case not = "!", negate = "-"

    init?(_ symbol: Symbol) {
        switch symbol {
        case .not: self = .not
        case .minus: self = .negate
        default: return nil
        }
    }
}

enum BinaryOperator: String, Sendable {
    case add = "+", subtract = "-", multiply = "*", divide = "/", modulo = "%"
    case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    case `in` = "in"
}
