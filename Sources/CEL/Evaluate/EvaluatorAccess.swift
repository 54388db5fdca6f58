extension Evaluator {
    @inline(never)
    func field(_ name: String, of operand: CELValue, _ node: Node) throws(CELError) -> CELValue {
        switch operand {
        case .unknown: return operand
        case .optional: return try optionalField(name, of: operand, node)
        case .object(let object):
            if let value = object.field(name) { return value }
            throw CELError(.noSuchField, "no such field: '\(name)' of \(object.typeName)", at: node.offset)
        case .map(let map):
            if let value = map[name] { return value }
            throw CELError(.noSuchKey, "no such key: '\(name)'", at: node.offset)
        default:
            throw CELError(.noSuchField, "no such field: '\(name)' of \(operand.type.name)", at: node.offset)
        }
    }

    @inline(never)
    func has(_ name: String, in operand: CELValue, _ node: Node) throws(CELError) -> CELValue {
        switch operand {
        case .unknown: return operand
        case .optional(let inner):
            return try inner.map { inner throws(CELError) in try has(name, in: inner, node) } ?? .bool(false)
        case .object(let object):
            switch object.field(name) {
            case nil: return .bool(false)
            case .unknown(let reason): return .unknown(reason)
            case .some: return .bool(true)
            }
        case .map(let map):
            if case .unknown(let reason) = map[name] { return .unknown(reason) }
            return .bool(map[name] != nil)
        default:
            throw CELError(.noSuchField, "no such field: '\(name)' of \(operand.type.name)", at: node.offset)
        }
    }

    @inline(never)
    mutating func index(_ operand: Node, _ index: Node, _ node: Node) throws(CELError) -> CELValue {
        let values: [CELValue]
        switch try self.values(of: [operand, index]) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let known): values = known
        }
        guard budget.spend(bytes: values[1].byteCount) else { return .unknown(.budget) }
        switch (values[0], values[1]) {
        case (.optional, let index): return try optionalElement(index, of: values[0], node)
        case (.list(let elements), let index):
            guard let position = Self.position(index) else {
                throw CELError.noOverload("[]", ["list", index.type.name]).at(node.offset)
            }
            guard elements.indices.contains(position) else {
                throw CELError(.range, "index \(position) is out of range: \(elements.count) elements", at: node.offset)
            }
            return elements[position]
        case (.map(let map), let key):
            if let value = map[key] { return value }
            throw CELError(.noSuchKey, "no such key: \(key.excerpt)", at: node.offset)
        default:
            throw CELError.noOverload("[]", values.map(\.type.name)).at(node.offset)
        }
    }

    /// A number that is whole, whatever its type, as the position in a list.
    static func position(_ index: CELValue) -> Int? {
        switch index {
        case .int(let value): Int(exactly: value)
        // Too big for Int is out of range in any case.
        case .uint(let value): Int(exactly: value) ?? .max
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The values of operands all of which are needed.
    enum Operands {
        case known([CELValue])
        case unknown(Unknown)
    }

    mutating func values(of nodes: [Node]) throws(CELError) -> Operands {
        var values: [CELValue] = []
        values.reserveCapacity(nodes.count)
        var unknown: Unknown?
        var failure: CELError?
        for node in nodes {
            let value = value(of: node, &failure)
            if case .unknown(let reason) = value { unknown = unknown?.merged(with: reason) ?? reason }
            if budget.isExhausted { return .unknown(.budget) }
            values.append(value)
        }
        if let unknown { return .unknown(unknown) }
        if let failure { throw failure }
        return .known(values)
    }

    @inline(never)
    mutating func call(
        _ name: String, _ overloads: [Overload], _ arguments: [Node], _ node: Node
    ) throws(CELError) -> CELValue {
        let values: [CELValue]
        switch try self.values(of: arguments) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let known): values = known
        }
        // Every function may read all of its text.
        for value in values where !budget.spend(bytes: value.byteCount) { return .unknown(.budget) }
        for overload in overloads where overload.admits(values) {
            do {
                return try overload.body(values, &budget)
            } catch {
                throw error.at(node.offset)
            }
        }
        throw CELError.noOverload(name, values.map(\.type.name)).at(node.offset)
    }

    @inline(never)
    mutating func list(_ elements: [Node]) throws(CELError) -> CELValue {
        switch try values(of: elements) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let values):
            for value in values where !budget.spend(for: value) { return .unknown(.budget) }
            return .list(values)
        }
    }

    @inline(never)
    mutating func map(_ entries: [(key: Node, value: Node)]) throws(CELError) -> CELValue {
        let values: [CELValue]
        switch try self.values(of: entries.flatMap { [$0.key, $0.value] }) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let known): values = known
        }
        var map = CELMap()
        for (position, entry) in entries.enumerated() {
            let (key, value) = (values[2 * position], values[2 * position + 1])
            guard budget.spend(for: key), budget.spend(for: value) else { return .unknown(.budget) }
            try insert(value, for: key, into: &map, at: entry.key.span.lowerBound)
        }
        return .map(map)
    }

    func insert(_ value: CELValue, for key: CELValue, into map: inout CELMap, at offset: Int) throws(CELError) {
        if map.insert(value, for: key) { return }
        if MapKey(key) == nil {
            throw CELError(.type, "unsupported key type: \(key.type.name)", at: offset)
        }
        throw CELError(.duplicateKey, "duplicate key: \(key.excerpt)", at: offset)
    }
}
