/// Joins truth values the way `&&` and `||` do, and `all` and `exists` with them.
///
/// One decisive value settles the matter. Without it an unknown outweighs an error, because the
/// thing that could not be seen might have decided.
struct Aggregate {
    /// The value that settles the matter: false for `&&`, true for `||`.
    private let decisive: Bool
    private var isDecided = false
    private var unknown: Unknown?
    private var failure: CELError?

    init(_ decisive: Bool) {
        self.decisive = decisive
    }

    /// Takes one operand; `true` when no further one can matter.
    mutating func take(_ value: CELValue, _ failure: CELError?, of sign: String, at offset: Int) -> Bool {
        if let failure {
            self.failure = self.failure ?? failure
            return false
        }
        switch value {
        case .bool(let value): isDecided = value == decisive
        case .unknown(let reason): unknown = unknown?.merged(with: reason) ?? reason
        default: self.failure = self.failure ?? CELError.noOverload(sign, [value.type.name]).at(offset)
        }
        return isDecided
    }

    func result() throws(CELError) -> CELValue {
        if isDecided { return .bool(decisive) }
        if let unknown { return .unknown(unknown) }
        if let failure { throw failure }
        return .bool(!decisive)
    }
}
