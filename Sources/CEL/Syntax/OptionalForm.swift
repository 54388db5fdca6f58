/// What the syntax has for values that may be missing.
extension Expr {
    indirect enum OptionalForm: Sendable {
        /// `operand.?field`
        case field(Expr, String)
        /// `operand[?index]`
        case index(Expr, Expr)
        /// `optional.or(other)`, and `optional.orValue(other)`, which unwraps.
        case orElse(Expr, Expr, unwraps: Bool)
        /// `optional.optMap(variable, body)`, and `optFlatMap`, whose body is optional itself.
        case present(Expr, variable: String, body: Expr, isFlat: Bool)
        /// `[?a, b]`
        case list([(element: Expr, isOptional: Bool)])
        /// `{?'k': a}`
        case map([(key: Expr, value: Expr, isOptional: Bool)])

        var parts: [Expr] {
            switch self {
            case .field(let operand, _): [operand]
            case .index(let left, let right), .orElse(let left, let right, _), .present(let left, _, let right, _):
                [left, right]
            case .list(let elements): elements.map(\.element)
            case .map(let entries): entries.flatMap { [$0.key, $0.value] }
            }
        }

        /// What is called on an optional value with these arguments; nil for an ordinary call.
        static func expand(_ name: String, on target: Expr, _ arguments: [Expr]) throws(CELError) -> OptionalForm? {
            switch (name, arguments.count) {
            case ("or", 1): return .orElse(target, arguments[0], unwraps: false)
            case ("orValue", 1): return .orElse(target, arguments[0], unwraps: true)
            case ("optMap", 2), ("optFlatMap", 2):
                guard case .identifier(let variable, isAbsolute: false) = arguments[0].kind else {
                    throw CELError(.syntax, "the variable of \(name)() must be a simple name", at: arguments[0].offset)
                }
                return .present(target, variable: variable, body: arguments[1], isFlat: name == "optFlatMap")
            default: return nil
            }
        }
    }
}
