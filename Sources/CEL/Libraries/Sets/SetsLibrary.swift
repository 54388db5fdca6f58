extension CELLibrary {
    /// The sets extension of the language: lists as sets, whatever their order and however often something is in them.
    public static let sets = CELLibrary(
        "sets", keys: ["sets.contains", "sets.equivalent", "sets.intersects"]
    ) { SetsLibrary.table }
}

enum SetsLibrary {
    static let table = FunctionTable([
        Overload("sets.contains") { (list: CELList, part: CELList, budget: inout Budget) throws(CELError) in
            try contains(list, part, &budget)
        },
        Overload("sets.intersects") { (left: CELList, right: CELList, budget: inout Budget) throws(CELError) in
            let index = ListIndex(left.elements, &budget)
            return try any(right.elements, true, &budget) { element, budget in index.contains(element, &budget) }
        },
        Overload("sets.equivalent") { (left: CELList, right: CELList, budget: inout Budget) throws(CELError) in
            var both = Aggregate(false)
            if both.take(try contains(left, right, &budget), nil, of: "sets.equivalent", at: 0) {
                return try both.result()
            }
            _ = both.take(try contains(right, left, &budget), nil, of: "sets.equivalent", at: 0)
            return try both.result()
        },
    ])

    private static func contains(
        _ list: CELList, _ part: CELList, _ budget: inout Budget
    ) throws(CELError) -> CELValue {
        let index = ListIndex(list.elements, &budget)
        return try any(part.elements, false, &budget) { element, budget in index.contains(element, &budget) }
    }

    /// Joins what is said of each element, until one settles it.
    private static func any(
        _ elements: [CELValue], _ decisive: Bool, _ budget: inout Budget,
        _ truth: (CELValue, inout Budget) -> CELValue
    ) throws(CELError) -> CELValue {
        var aggregate = Aggregate(decisive)
        for element in elements {
            if aggregate.take(truth(element, &budget), nil, of: "sets", at: 0) { break }
            if budget.isExhausted { return .unknown(.budget) }
        }
        return try aggregate.result()
    }
}
