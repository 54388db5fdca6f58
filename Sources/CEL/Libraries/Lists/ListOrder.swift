/// Sorting as the language orders values, within a budget.
enum ListOrder {
    /// The elements in the order of their keys, equal ones as they stood; nil where the budget does not suffice. Throws
    /// where two keys have no order.
    static func sorted(
        _ elements: [CELValue], by keys: [CELValue], of name: String, _ budget: inout Budget
    ) throws(CELError) -> [CELValue]? {
        let count = keys.count
        try check(keys, name)
        // What a comparison reads, as often as sorting compares.
        let rounds = Int.bitWidth - max(count, 1).leadingZeroBitCount
        for key in keys where !budget.spend(rounds * (1 + key.byteCount / Budget.bytesPerStep)) { return nil }
        let order = keys.indices.sorted { left, right in
            switch keys[left].order(keys[right]) {
            case .less: true
            case .equal: left < right
            default: false
            }
        }
        return order.map { elements[$0] }
    }

    /// Refuses a list whose elements cannot be compared with each other, be it since one is no number, text or truth.
    static func check(_ values: [CELValue], _ name: String) throws(CELError) {
        guard let first = values.first else { return }
        for value in values where first.order(value) == nil {
            throw CELError.noOverload(name, ["list(\(first.type.name))", value.type.name])
        }
    }

    /// Why the elements cannot be told; nil where all are known.
    static func unknown(in elements: [CELValue]) -> CELValue? {
        var unknown: Unknown?
        for case .unknown(let reason) in elements { unknown = unknown?.merged(with: reason) ?? reason }
        return unknown.map { .unknown($0) }
    }
}
