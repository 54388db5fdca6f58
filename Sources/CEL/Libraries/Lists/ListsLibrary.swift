extension CELLibrary {
    /// The list library of Kubernetes (isSorted, sum, min, max, indexOf, lastIndexOf) and the lists extension of the
    /// language (slice, flatten, sort, distinct, reverse, lists.range). `sortBy` is a macro.
    public static let lists = CELLibrary(
        "lists",
        keys: [
            ".distinct", ".flatten", ".indexOf", ".isSorted", ".lastIndexOf", ".max", ".min", ".reverse", ".slice",
            ".sort", ".sum", "lists.range",
        ]
    ) { ListsLibrary.table }
}

enum ListsLibrary {
    static let table = FunctionTable(arithmetic + searching + shaping)

    /// What needs to see each element is unknown where one is.
    private static let arithmetic: [Overload] = [
        member("isSorted", gives: { _ in .bool }) { list, budget throws(CELError) in
            try ListOrder.check(list, "isSorted")
            for (left, right) in zip(list, list.dropFirst()) {
                guard budget.spend(1 + left.byteCount / Budget.bytesPerStep) else { return .unknown(.budget) }
                let order = left.order(right)
                if order != .less, order != .equal { return .bool(false) }
            }
            return .bool(true)
        },
        member("sum", gives: element) { list, budget throws(CELError) in
            guard var sum = list.first else { return .int(0) }
            guard sum.numericOrder(sum) != nil else { throw CELError.noOverload("sum", ["list(\(sum.type.name))"]) }
            for value in list.dropFirst() { sum = try Arithmetic.apply(.add, sum, value, &budget) }
            return sum
        },
        member("min", gives: element) { list, budget throws(CELError) in try extreme(list, .less, "min", &budget) },
        member("max", gives: element) { list, budget throws(CELError) in try extreme(list, .greater, "max", &budget) },
        member("sort", gives: { $0 }) { list, budget throws(CELError) in
            try ListOrder.sorted(list, by: list, of: "sort", &budget).map { .list($0) } ?? .unknown(.budget)
        },
        member("distinct", gives: { $0 }) { list, budget throws(CELError) in
            var (seen, distinct) = (ListIndex([], &budget), [CELValue]())
            for value in list {
                switch seen.contains(value, &budget) {
                case .bool(true): continue
                case .unknown(let reason): return .unknown(reason)
                default: break
                }
                seen.add(value)
                distinct.append(value)
            }
            return .list(distinct)
        },
    ]

    private static let searching: [Overload] = [
        Overload("indexOf", member: true) { (list: CELList, wanted: CELValue, budget: inout Budget) throws(CELError) in
            find(wanted, list.elements, Array(list.elements.indices), &budget)
        },
        Overload("lastIndexOf", member: true) {
            (list: CELList, wanted: CELValue, budget: inout Budget) throws(CELError) in
            find(wanted, list.elements, list.elements.indices.reversed(), &budget)
        },
    ]

    private static let shaping: [Overload] = [
        member("reverse", gives: { $0 }, seesAll: false) { list, budget throws(CELError) in
            budget.spend(for: .list(list)) ? .list(list.reversed()) : .unknown(.budget)
        },
        Overload(
            name: "slice", isMember: true, parameters: [.list(.dyn), .int, .int], result: .list(.dyn),
            body: { (arguments, budget) throws(CELError) in
                guard case .list(let list) = arguments[0], case .int(let start) = arguments[1],
                    case .int(let end) = arguments[2]
                else { throw CELError.noOverload("slice", arguments.map(\.type.name)) }
                guard start >= 0, end >= start, end <= list.count else {
                    throw CELError(.range, "slice(\(start), \(end)) is out of range: \(list.count) elements")
                }
                let part = Array(list[Int(start)..<Int(end)])
                return budget.spend(for: .list(part)) ? .list(part) : .unknown(.budget)
            }, resultOf: { types in types.first ?? .list(.dyn) }),
        member("flatten", gives: { $0.flattened }, seesAll: false) { list, budget throws(CELError) in
            try flatten(list, depth: 1, &budget)
        },
        Overload("flatten", member: true) { (list: CELList, depth: Int64, budget: inout Budget) throws(CELError) in
            guard depth >= 0 else { throw CELError(.invalidArgument, "flatten(\(depth)): level must be non-negative") }
            return try flatten(list.elements, depth: depth, &budget)
        },
        Overload("lists.range") { (count: Int64, budget: inout Budget) throws(CELError) in
            guard let count = Int(exactly: max(0, count)), budget.spend(count) else { return CELValue.unknown(.budget) }
            return .list((0..<count).map { .int(Int64($0)) })
        },
    ]

    /// A function of one list; with `seesAll` it is unknown where an element is.
    private static func member(
        _ name: String, gives result: @escaping @Sendable (CELType) -> CELType, seesAll: Bool = true,
        _ body: @escaping @Sendable ([CELValue], inout Budget) throws(CELError) -> CELValue
    ) -> Overload {
        Overload(
            name: name, isMember: true, parameters: [.list(.dyn)], result: result(.list(.dyn)),
            body: { (arguments, budget) throws(CELError) in
                guard case .list(let list)? = arguments.first else {
                    throw CELError.noOverload(name, arguments.map(\.type.name))
                }
                guard budget.spend(list.count) else { return .unknown(.budget) }
                if seesAll, let unknown = ListOrder.unknown(in: list) { return unknown }
                return try body(list, &budget)
            }, resultOf: { $0.first.map(result) ?? .dyn })
    }

    @Sendable private static func element(_ type: CELType) -> CELType {
        if case .list(let element) = type { element } else { .dyn }
    }

    private static func extreme(
        _ list: [CELValue], _ better: Order, _ name: String, _ budget: inout Budget
    ) throws(CELError) -> CELValue {
        guard var best = list.first else { throw CELError(.invalidArgument, "\(name) called on empty list") }
        try ListOrder.check(list, name)
        for value in list.dropFirst() {
            guard budget.spend(1 + value.byteCount / Budget.bytesPerStep) else { return .unknown(.budget) }
            if value.order(best) == better { best = value }
        }
        return best
    }

    /// The first of these positions that has it. One before it that could not be seen might have been the first.
    private static func find(
        _ wanted: CELValue, _ list: [CELValue], _ positions: [Int], _ budget: inout Budget
    ) -> CELValue {
        for position in positions {
            switch list[position].equals(wanted, &budget) {
            case .bool(true): return .int(Int64(position))
            case .bool(false): break
            case .unknown(let reason): return .unknown(reason)
            }
        }
        return budget.isExhausted ? .unknown(.budget) : .int(-1)
    }

    private static func flatten(
        _ list: [CELValue], depth: Int64, _ budget: inout Budget
    ) throws(CELError) -> CELValue {
        var elements = list
        for _ in 0..<min(depth, Int64(Expr.deepest)) {
            var flat: [CELValue] = []
            var isFlat = true
            for element in elements {
                if case .list(let inner) = element {
                    guard budget.spend(1 + inner.count) else { return .unknown(.budget) }
                    isFlat = false
                    flat += inner
                } else if case .unknown = element {
                    // It may be a list of any length.
                    return element
                } else {
                    flat.append(element)
                }
            }
            elements = flat
            if isFlat { break }
        }
        return budget.spend(for: .list(elements)) ? .list(elements) : .unknown(.budget)
    }
}

extension CELType {
    /// Of a list of lists the type of one level less.
    fileprivate var flattened: CELType {
        switch self {
        case .list(.list(let element)): .list(element)
        case .list(.dyn): .list(.dyn)
        default: self
        }
    }
}
