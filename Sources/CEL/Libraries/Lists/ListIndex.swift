/// The elements of a list for questions whether one is among them: numbers, texts and truths are found at once, the rest
/// is compared one by one.
struct ListIndex {
    private var keys: Set<MapKey> = []
    private var others: [CELValue] = []

    init(_ elements: [CELValue], _ budget: inout Budget) {
        for element in elements {
            guard budget.spend(1 + element.byteCount / Budget.bytesPerStep) else { break }
            add(element)
        }
    }

    mutating func add(_ element: CELValue) {
        if let key = MapKey(lookup: element) { keys.insert(key) } else { others.append(element) }
    }

    /// True, false, or unknown where an element that could not be seen might be it.
    func contains(_ wanted: CELValue, _ budget: inout Budget) -> CELValue {
        guard budget.spend(1 + wanted.byteCount / Budget.bytesPerStep) else { return .unknown(.budget) }
        if case .unknown = wanted { return wanted }
        if let key = MapKey(lookup: wanted), keys.contains(key) { return .bool(true) }
        var unknown: Unknown?
        for other in others {
            switch other.equals(wanted, &budget) {
            case .bool(true): return .bool(true)
            case .bool(false): break
            case .unknown(let reason): unknown = unknown?.merged(with: reason) ?? reason
            }
            if budget.isExhausted { return .unknown(.budget) }
        }
        return unknown.map { .unknown($0) } ?? .bool(false)
    }
}
