/// Gathers what `filter`, `map`, `exists_one` and their relatives produce.
///
/// Their results need every element, so one unknown makes the whole unknown, and otherwise one
/// error makes it an error.
final class MacroResult {
    private let macro: Macro
    private let offset: Int
    private var elements: [CELValue] = []
    private var map = CELMap()
    /// What elements are sorted by.
    private var sortKeys: [CELValue] = []
    private var unknown: Unknown?
    private var failure: CELError?

    init(_ macro: Macro, offset: Int) {
        self.macro = macro
        self.offset = offset
    }

    /// Whether the element that gave this truth value belongs to the result.
    func isChosen(_ truth: CELValue, _ failure: CELError?) -> Bool {
        if let failure {
            fail(failure)
            return false
        }
        switch truth {
        case .bool(let isChosen): return isChosen
        case .unknown(let reason): unknown = unknown?.merged(with: reason) ?? reason
        default: fail(CELError.noOverload("macro", [truth.type.name]).at(offset))
        }
        return false
    }

    private func fail(_ failure: CELError) {
        self.failure = self.failure ?? failure
    }

    func add(_ value: CELValue, _ failure: CELError?, key: CELValue, _ budget: inout Budget) {
        if let failure { return fail(failure) }
        if case .unknown(let reason) = value {
            unknown = unknown?.merged(with: reason) ?? reason
            return
        }
        guard budget.spend(for: value) else { return }
        switch (macro, value) {
        case (.transformMap, _): insert(value, for: key)
        case (.transformMapEntry, .map(let entries)):
            for (key, value) in zip(entries.keys, entries.values) { insert(value, for: key) }
        case (.transformMapEntry, _): fail(CELError.noOverload("transformMapEntry", [value.type.name]).at(offset))
        case (.sortBy, _):
            sortKeys.append(value)
            elements.append(key)
        default: elements.append(value)
        }
    }

    private func insert(_ value: CELValue, for key: CELValue) {
        if !map.insert(value, for: key) { fail(CELError(.duplicateKey, "duplicate key: \(key.excerpt)", at: offset)) }
    }

    func result(_ budget: inout Budget) throws(CELError) -> CELValue {
        if let unknown { return .unknown(unknown) }
        if let failure { throw failure }
        switch macro {
        case .existsOne: return .bool(elements.count == 1)
        case .transformMap, .transformMapEntry: return .map(map)
        case .sortBy:
            do {
                return try ListOrder.sorted(elements, by: sortKeys, of: "sortBy", &budget).map { .list($0) }
                    ?? .unknown(.budget)
            } catch { throw error.at(offset) }
        default: return .list(elements)
        }
    }
}
