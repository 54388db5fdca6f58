/// `+ - * / %`: integers never wrap around, doubles follow IEEE 754.
enum Arithmetic {
    static func apply(
        _ sign: BinaryOperator, _ left: CELValue, _ right: CELValue, _ budget: inout Budget
    ) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try integer(sign, left, right))
        case (.uint(let left), .uint(let right)): return .uint(try integer(sign, left, right))
        case (.double(let left), .double(let right)):
            if let result = double(sign, left, right) { return .double(result) }
        case (.string(let left), .string(let right)) where sign == .add:
            return budget.spend(bytes: left.utf8.count + right.utf8.count) ? .string(left + right) : .unknown(.budget)
        case (.bytes(let left), .bytes(let right)) where sign == .add:
            return budget.spend(bytes: left.count + right.count) ? .bytes(left + right) : .unknown(.budget)
        case (.list(let left), .list(let right)) where sign == .add:
            // The budget is asked what the result would cost to print, see Budget.spend(for:).
            guard budget.spend(for: .list(left)), budget.spend(for: .list(right)) else { return .unknown(.budget) }
            return .list(left + right)
        default: break
        }
        throw CELError.noOverload(sign.rawValue, [left.type.name, right.type.name])
    }

    private static func integer<Integer: FixedWidthInteger>(
        _ sign: BinaryOperator, _ left: Integer, _ right: Integer
    ) throws(CELError) -> Integer {
        if right == 0, sign == .divide { throw CELError(.divisionByZero, "division by zero") }
        if right == 0, sign == .modulo { throw CELError(.divisionByZero, "modulus by zero") }
        let (result, overflow) =
            switch sign {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            default: left.remainderReportingOverflow(dividingBy: right)
            }
        if overflow { throw CELError.overflow }
        return result
    }

    private static func double(_ sign: BinaryOperator, _ left: Double, _ right: Double) -> Double? {
        switch sign {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        default: nil
        }
    }
}
