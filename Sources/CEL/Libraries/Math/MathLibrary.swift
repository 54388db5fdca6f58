extension CELLibrary {
    /// The math extension of the language.
    public static let math = CELLibrary(
        "math",
        keys: [
            "math.abs", "math.bitAnd", "math.bitNot", "math.bitOr", "math.bitShiftLeft", "math.bitShiftRight",
            "math.bitXor", "math.ceil", "math.floor", "math.greatest", "math.isFinite", "math.isInf", "math.isNaN",
            "math.least", "math.round", "math.sign", "math.sqrt", "math.trunc",
        ]
    ) { MathLibrary.table }
}

enum MathLibrary {
    static let table = FunctionTable(
        rounding + signs + bits + extremes("math.greatest", .greater) + extremes("math.least", .less))

    private static let rounding: [Overload] = [
        Overload("math.ceil") { (value: Double) in value.rounded(.up) },
        Overload("math.floor") { (value: Double) in value.rounded(.down) },
        Overload("math.round") { (value: Double) in value.rounded(.toNearestOrAwayFromZero) },
        Overload("math.trunc") { (value: Double) in value.rounded(.towardZero) },
        Overload("math.isNaN") { (value: Double) in value.isNaN },
        Overload("math.isInf") { (value: Double) in value.isInfinite },
        Overload("math.isFinite") { (value: Double) in value.isFinite },
        Overload("math.sqrt") { (value: Double) in value.squareRoot() },
        Overload("math.sqrt") { (value: Int64) in Double(value).squareRoot() },
        Overload("math.sqrt") { (value: UInt64) in Double(value).squareRoot() },
    ]

    private static let signs: [Overload] = [
        Overload("math.abs") { (value: Double) in value.magnitude },
        Overload("math.abs") { (value: UInt64) in value },
        Overload("math.abs") { (value: Int64) throws(CELError) in
            guard let result = Int64(exactly: value.magnitude) else { throw CELError.overflow }
            return result
        },
        Overload("math.sign") { (value: Double) in value.isNaN || value == 0 ? value : value < 0 ? -1 : 1 },
        Overload("math.sign") { (value: UInt64) in min(value, 1) },
        Overload("math.sign") { (value: Int64) in value.signum() },
    ]

    private static let bits: [Overload] =
        pair("math.bitAnd", { $0 & $1 }, { $0 & $1 })
        + pair("math.bitOr", { $0 | $1 }, { $0 | $1 })
        + pair("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 })
        + [
            Overload("math.bitNot") { (value: Int64) in ~value },
            Overload("math.bitNot") { (value: UInt64) in ~value },
            Overload("math.bitShiftLeft") { (value: Int64, count: Int64) throws(CELError) in
                value << (try distance(count))
            },
            Overload("math.bitShiftLeft") { (value: UInt64, count: Int64) throws(CELError) in
                value << (try distance(count))
            },
            // Zeros come in from the left for negative numbers too.
            Overload("math.bitShiftRight") { (value: Int64, count: Int64) throws(CELError) in
                Int64(bitPattern: UInt64(bitPattern: value) >> (try distance(count)))
            },
            Overload("math.bitShiftRight") { (value: UInt64, count: Int64) throws(CELError) in
                value >> (try distance(count))
            },
        ]

    private static func pair(
        _ name: String, _ signed: @escaping @Sendable (Int64, Int64) -> Int64,
        _ unsigned: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> [Overload] {
        [Overload(name, signed), Overload(name, unsigned)]
    }

    private static func distance(_ count: Int64) throws(CELError) -> Int64 {
        guard count >= 0 else { throw CELError(.invalidArgument, "negative offset: \(count)") }
        return min(count, 64)
    }

    /// Any number of numbers, or a list of them. Of equal ones the first is returned.
    private static func extremes(_ name: String, _ better: Order) -> [Overload] {
        [
            Overload(
                name,
                costly: { (list: CELList, budget: inout Budget) throws(CELError) in
                    guard budget.spend(list.elements.count) else { return CELValue.null }
                    return try best(name, list.elements, better)
                }),
            Overload(
                name: name, isMember: false, parameters: [.dyn], result: .dyn, isVariadic: true
            ) { (arguments, _) throws(CELError) in try best(name, arguments, better) },
        ]
    }

    private static func best(_ name: String, _ values: [CELValue], _ better: Order) throws(CELError) -> CELValue {
        guard var best = values.first, best.numericOrder(best) != nil else {
            throw CELError.noOverload(name, values.prefix(8).map(\.type.name))
        }
        for value in values.dropFirst() {
            guard let order = value.numericOrder(best) else {
                throw CELError.noOverload(name, values.prefix(8).map(\.type.name))
            }
            if order == better { best = value }
        }
        return best
    }
}
