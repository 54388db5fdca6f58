extension Evaluator {
    @inline(never)
    mutating func comprehension(_ comprehension: Node.Comprehension, _ node: Node) throws(CELError) -> CELValue {
        let range = try evaluate(comprehension.range)
        let firsts: [CELValue]
        let seconds: [CELValue]?
        switch range {
        case .unknown: return range
        case .list(let elements):
            firsts = elements
            seconds = nil
        case .map(let map):
            firsts = map.keys
            seconds = map.values
        default: throw CELError(.overload, "\(range.type.name) has no elements", at: node.offset)
        }
        let hasTwo = comprehension.variables.count == 2
        switch comprehension.macro {
        case .all, .exists:
            var aggregate = Aggregate(comprehension.macro == .exists)
            for position in firsts.indices {
                let entry = Self.entry(firsts, seconds, position, hasTwo)
                var failure: CELError?
                let value = truth(comprehension, entry, &failure)
                if aggregate.take(value, failure, of: "macro", at: node.offset) || budget.isExhausted { break }
            }
            return try aggregate.result()
        default:
            var collector = Collector(comprehension.macro, offset: node.offset)
            for position in firsts.indices {
                let entry = Self.entry(firsts, seconds, position, hasTwo)
                collect(comprehension, entry, into: &collector)
                if budget.isExhausted { return .unknown(.budget) }
            }
            return try collector.result()
        }
    }

    /// The values of the macro's variables: the element or key, or position or key and value.
    private static func entry(
        _ firsts: [CELValue], _ seconds: [CELValue]?, _ position: Int, _ hasTwo: Bool
    ) -> (CELValue, CELValue?) {
        guard hasTwo else { return (firsts[position], nil) }
        if let seconds { return (firsts[position], seconds[position]) }
        return (.int(Int64(position)), firsts[position])
    }

    private mutating func truth(
        _ comprehension: Node.Comprehension, _ entry: (CELValue, CELValue?), _ failure: inout CELError?
    ) -> CELValue {
        guard let condition = comprehension.condition else { return .bool(true) }
        return value(of: condition, with: entry, &failure)
    }

    private mutating func value(
        of node: Node, with entry: (CELValue, CELValue?), _ failure: inout CELError?
    ) -> CELValue {
        locals.append(entry.0)
        if let second = entry.1 { locals.append(second) }
        defer { locals.removeLast(entry.1 == nil ? 1 : 2) }
        return value(of: node, &failure)
    }

    private mutating func collect(
        _ comprehension: Node.Comprehension, _ entry: (CELValue, CELValue?), into collector: inout Collector
    ) {
        var failure: CELError?
        let truth = truth(comprehension, entry, &failure)
        guard collector.isChosen(truth, failure) else { return }
        guard let result = comprehension.result else {
            collector.add(entry.0, key: nil, &budget)
            return
        }
        let value = value(of: result, with: entry, &failure)
        if let failure {
            collector.fail(failure)
        } else {
            collector.add(value, key: entry.0, &budget)
        }
    }
}
