import Addresses

extension CELValue: Equatable {
    /// As `==` of the language; unequal where that is unknown or an error.
    public static func == (left: CELValue, right: CELValue) -> Bool {
        var unlimited = Budget(steps: .max)
        return left.equals(right, &unlimited) == .bool(true)
    }

    /// What `left == right` is, as the language sees it: true, false or unknown.
    func equals(_ other: CELValue, _ budget: inout Budget) -> Equality {
        guard budget.spend(1) else { return .unknown(.budget) }
        switch (self, other) {
        case (.unknown(let left), .unknown(let right)): return .unknown(left.merged(with: right))
        case (.unknown(let reason), _), (_, .unknown(let reason)): return .unknown(reason)
        case (.null, .null): return .bool(true)
        case (.bool(let left), .bool(let right)): return .bool(left == right)
        case (.string(let left), .string(let right)):
            guard budget.spend(bytes: min(left.utf8.count, right.utf8.count)) else { return .unknown(.budget) }
            return .bool(left.hasSameCodePoints(as: right))
        case (.bytes(let left), .bytes(let right)):
            guard budget.spend(bytes: min(left.count, right.count)) else { return .unknown(.budget) }
            return .bool(left == right)
        case (.list(let left), .list(let right)): return Self.equals(left, right, &budget)
        case (.map(let left), .map(let right)): return Self.equals(left, right, &budget)
        case (.object(let left), .object(let right)):
            return .bool(left.typeName == right.typeName && left.isSame(as: right))
        case (.type(let left), .type(let right)): return .bool(left.name == right.name)
        case (.optional(let left?), .optional(let right?)): return left.equals(right, &budget)
        case (.optional(let left), .optional(let right)): return .bool(left == nil && right == nil)
        case (.ip(let left), .ip(let right)): return .bool(left.unmapped == right.unmapped)
        case (.cidr(let left), .cidr(let right)): return .bool(left == right)
        case (.mac(let left), .mac(let right)): return .bool(left == right)
        default: return .bool(numericOrder(other) == .equal)
        }
    }

    private static func equals(_ left: [CELValue], _ right: [CELValue], _ budget: inout Budget) -> Equality {
        guard left.count == right.count else { return .bool(false) }
        var equality = Equality.bool(true)
        for (left, right) in zip(left, right) {
            equality = equality.and(left.equals(right, &budget))
            if equality == .bool(false) { break }
            if budget.isExhausted { return .unknown(.budget) }
        }
        return equality
    }

    private static func equals(_ left: CELMap, _ right: CELMap, _ budget: inout Budget) -> Equality {
        guard left.count == right.count else { return .bool(false) }
        var equality = Equality.bool(true)
        for (key, value) in zip(left.keys, left.values) {
            guard let other = right[key] else { return .bool(false) }
            equality = equality.and(value.equals(other, &budget))
            if equality == .bool(false) { break }
            if budget.isExhausted { return .unknown(.budget) }
        }
        return equality
    }
}

/// The outcome of comparing two values one of which may hide an unknown.
enum Equality: Equatable {
    case bool(Bool)
    case unknown(Unknown)

    /// A difference seen decides, whatever the rest may be.
    func and(_ other: Equality) -> Equality {
        switch (self, other) {
        case (.bool(false), _), (_, .bool(false)): .bool(false)
        case (.unknown(let left), .unknown(let right)): .unknown(left.merged(with: right))
        case (.unknown, _): self
        default: other
        }
    }

    var value: CELValue {
        switch self {
        case .bool(let value): .bool(value)
        case .unknown(let reason): .unknown(reason)
        }
    }

    var negated: Equality {
        guard case .bool(let value) = self else { return self }
        return .bool(!value)
    }
}
