extension Evaluator {
    @inline(never)
    func unary(_ sign: UnaryOperator, _ operand: CELValue, _ node: Node) throws(CELError) -> CELValue {
        switch (sign, operand) {
        case (_, .unknown): return operand
        case (.not, .bool(let value)): return .bool(!value)
        case (.negate, .double(let value)): return .double(-value)
        case (.negate, .int(let value)):
            let (result, overflow) = Int64(0).subtractingReportingOverflow(value)
            if overflow { throw CELError.overflow.at(node.offset) }
            return .int(result)
        default: throw CELError.noOverload(sign.rawValue, [operand.type.name]).at(node.offset)
        }
    }

    @inline(never)
    mutating func binary(
        _ sign: BinaryOperator, _ left: Node, _ right: Node, _ node: Node
    ) throws(CELError) -> CELValue {
        var failure: CELError?
        let left = value(of: left, &failure)
        let right = value(of: right, &failure)
        switch (left, right) {
        case (.unknown(let reason), .unknown(let other)): return .unknown(reason.merged(with: other))
        case (.unknown, _): return left
        case (_, .unknown): return right
        default: if let failure { throw failure }
        }
        do {
            return try apply(sign, left, right)
        } catch {
            throw error.at(node.offset)
        }
    }

    private mutating func apply(
        _ sign: BinaryOperator, _ left: CELValue, _ right: CELValue
    ) throws(CELError) -> CELValue {
        switch sign {
        case .equal: return left.equals(right, &budget).value
        case .notEqual: return left.equals(right, &budget).negated.value
        case .less: return try compare(left, right, sign) { $0 == .less }
        case .lessOrEqual: return try compare(left, right, sign) { $0 == .less || $0 == .equal }
        case .greater: return try compare(left, right, sign) { $0 == .greater }
        case .greaterOrEqual: return try compare(left, right, sign) { $0 == .greater || $0 == .equal }
        case .in: return try contains(right, left)
        case .add, .subtract, .multiply, .divide, .modulo:
            return try Arithmetic.apply(sign, left, right, &budget)
        }
    }

    private mutating func compare(
        _ left: CELValue, _ right: CELValue, _ sign: BinaryOperator, _ holds: (Order) -> Bool
    ) throws(CELError) -> CELValue {
        guard budget.spend(bytes: min(left.byteCount, right.byteCount)) else { return .unknown(.budget) }
        guard let order = left.order(right) else {
            throw CELError.noOverload(sign.rawValue, [left.type.name, right.type.name])
        }
        return .bool(holds(order))
    }

    private mutating func contains(_ container: CELValue, _ wanted: CELValue) throws(CELError) -> CELValue {
        switch container {
        case .map(let map): return budget.spend(bytes: wanted.byteCount) ? .bool(map[wanted] != nil) : .unknown(.budget)
        case .list(let elements):
            var aggregate = Aggregate(true)
            for element in elements {
                if aggregate.take(element.equals(wanted, &budget).value, nil, of: "in", at: 0) { break }
                if budget.isExhausted { return .unknown(.budget) }
            }
            return try aggregate.result()
        default: throw CELError.noOverload("in", [wanted.type.name, container.type.name])
        }
    }
}

extension CELValue {
    /// The bytes that reading the value means looking at.
    var byteCount: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        default: 0
        }
    }
}
