extension Evaluator {
    @inline(never)
    mutating func comprehension(_ comprehension: Node.Comprehension, _ node: Node) throws(CELError) -> CELValue {
        let range: MacroRange
        switch try evaluate(comprehension.range) {
        case .unknown(let reason): return .unknown(reason)
        case .map where comprehension.macro == .sortBy:
            throw CELError.noOverload("sortBy", ["map"]).at(node.offset)
        case let value: range = try MacroRange(value, variables: comprehension.variables.count, node)
        }
        switch comprehension.macro {
        case .all, .exists: return try aggregate(comprehension, range, node)
        default: return try collect(comprehension, range, node)
        }
    }

    @inline(never)
    private mutating func aggregate(
        _ comprehension: Node.Comprehension, _ range: MacroRange, _ node: Node
    ) throws(CELError) -> CELValue {
        guard let condition = comprehension.condition else { return .bool(true) }
        var aggregate = Aggregate(comprehension.macro == .exists)
        for position in range.positions {
            var failure: CELError?
            let value = value(of: condition, at: position, of: range, &failure)
            if aggregate.take(value, failure, of: "macro", at: node.offset) || budget.isExhausted { break }
        }
        return try aggregate.result()
    }

    @inline(never)
    private mutating func collect(
        _ comprehension: Node.Comprehension, _ range: MacroRange, _ node: Node
    ) throws(CELError) -> CELValue {
        let collector = MacroResult(comprehension.macro, offset: node.offset)
        for position in range.positions {
            var failure: CELError?
            if let condition = comprehension.condition {
                let truth = value(of: condition, at: position, of: range, &failure)
                guard collector.isChosen(truth, failure) else { continue }
            }
            if let result = comprehension.result {
                let value = value(of: result, at: position, of: range, &failure)
                collector.add(value, failure, key: range.first(position), &budget)
            } else {
                collector.add(range.first(position), nil, key: .null, &budget)
            }
            if budget.isExhausted { return .unknown(.budget) }
        }
        return try collector.result(&budget)
    }

    /// The value of a part of the macro for one element, or null after noting the first failure.
    @inline(never)
    private mutating func value(
        of node: Node, at position: Int, of range: MacroRange, _ failure: inout CELError?
    ) -> CELValue {
        let outer = locals.count
        range.push(position, onto: &locals)
        let value = value(of: node, &failure)
        locals.removeLast(locals.count - outer)
        return value
    }
}

/// What a macro visits: the elements of a list or the entries of a map.
final class MacroRange {
    private let firsts: [CELValue]
    private let seconds: [CELValue]
    private let hasTwo: Bool
    private let isMap: Bool

    init(_ value: CELValue, variables: Int, _ node: Node) throws(CELError) {
        hasTwo = variables == 2
        switch value {
        case .list(let elements):
            (firsts, seconds, isMap) = (elements, elements, false)
        case .map(let map):
            (firsts, seconds, isMap) = (map.keys, map.values, true)
        default: throw CELError(.overload, "\(value.type.name) has no elements", at: node.offset)
        }
    }

    var positions: Range<Int> { firsts.indices }

    /// The value of the macro's first variable: an element, a position or a key.
    func first(_ position: Int) -> CELValue {
        hasTwo && !isMap ? .int(Int64(position)) : firsts[position]
    }

    func push(_ position: Int, onto locals: inout [CELValue]) {
        locals.append(first(position))
        if hasTwo { locals.append(seconds[position]) }
    }
}
