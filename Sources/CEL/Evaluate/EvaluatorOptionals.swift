extension Evaluator {
    @inline(never)
    mutating func optional(_ form: Node.OptionalForm, _ node: Node) throws(CELError) -> CELValue {
        switch form {
        case .field(let operand, let field): return try optionalField(field, of: evaluate(operand), node)
        case .index(let operand, let index):
            switch try values(of: [operand, index]) {
            case .unknown(let reason): return .unknown(reason)
            case .known(let known):
                guard budget.spend(bytes: known[1].byteCount) else { return .unknown(.budget) }
                return try optionalElement(known[1], of: known[0], node)
            }
        case .orElse(let left, let right, let unwraps): return try orElse(left, right, unwraps, node)
        case .present(let operand, let body, let isFlat): return try present(operand, body, isFlat, node)
        case .list(let elements): return try optionalList(elements)
        case .map(let entries): return try optionalMap(entries)
        }
    }

    /// A field that may be absent. Of an optional value it is that of what is in it.
    func optionalField(_ name: String, of operand: CELValue, _ node: Node) throws(CELError) -> CELValue {
        switch operand {
        case .optional(let inner): return inner == nil ? operand : try optionalField(name, of: inner ?? .null, node)
        case .object(let object): return .present(object.field(name))
        case .map(let map): return .present(map[name])
        default: return try field(name, of: operand, node)
        }
    }

    /// An element that may be absent. Of an optional value it is that of what is in it.
    func optionalElement(_ index: CELValue, of operand: CELValue, _ node: Node) throws(CELError) -> CELValue {
        switch operand {
        case .optional(let inner): return inner == nil ? operand : try optionalElement(index, of: inner ?? .null, node)
        case .map(let map): return .present(map[index])
        case .list(let elements):
            guard let position = Self.position(index) else {
                throw CELError.noOverload("[?]", ["list", index.type.name]).at(node.offset)
            }
            return .present(elements.indices.contains(position) ? elements[position] : nil)
        default: throw CELError.noOverload("[?]", [operand.type.name, index.type.name]).at(node.offset)
        }
    }

    @inline(never)
    private mutating func orElse(
        _ left: Node, _ right: Node, _ unwraps: Bool, _ node: Node
    ) throws(CELError) -> CELValue {
        let value = try evaluate(left)
        switch value {
        case .unknown: return value
        case .optional(let inner?): return unwraps ? inner : value
        case .optional(nil):
            let other = try evaluate(right)
            switch other {
            case .unknown, .optional: return other
            default:
                if unwraps { return other }
                throw CELError.noOverload("or", [other.type.name]).at(node.offset)
            }
        default: throw CELError.noOverload(unwraps ? "orValue" : "or", [value.type.name]).at(node.offset)
        }
    }

    @inline(never)
    private mutating func present(
        _ operand: Node, _ body: Node, _ isFlat: Bool, _ node: Node
    ) throws(CELError) -> CELValue {
        let value = try evaluate(operand)
        switch value {
        case .unknown, .optional(nil): return value
        case .optional(let inner?):
            locals.append(inner)
            defer { locals.removeLast() }
            let result = try evaluate(body)
            switch result {
            case .unknown: return result
            case .optional where isFlat: return result
            default:
                if !isFlat { return .optional(result) }
                throw CELError.noOverload("optFlatMap", [result.type.name]).at(node.offset)
            }
        default: throw CELError.noOverload("optMap", [value.type.name]).at(node.offset)
        }
    }

    @inline(never)
    private mutating func optionalList(_ elements: [(element: Node, isOptional: Bool)]) throws(CELError) -> CELValue {
        switch try values(of: elements.map(\.element)) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let values):
            var list: [CELValue] = []
            for (part, value) in zip(elements, values) {
                guard let value = part.isOptional ? try value.unwrapped(at: part.element) : value else { continue }
                guard budget.spend(for: value) else { return .unknown(.budget) }
                list.append(value)
            }
            return .list(list)
        }
    }

    @inline(never)
    private mutating func optionalMap(
        _ entries: [(key: Node, value: Node, isOptional: Bool)]
    ) throws(CELError) -> CELValue {
        let values: [CELValue]
        switch try self.values(of: entries.flatMap { [$0.key, $0.value] }) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let known): values = known
        }
        var map = CELMap()
        for (position, entry) in entries.enumerated() {
            let (key, value) = (values[2 * position], values[2 * position + 1])
            guard let value = entry.isOptional ? try value.unwrapped(at: entry.value) : value else { continue }
            guard budget.spend(for: key), budget.spend(for: value) else { return .unknown(.budget) }
            try insert(value, for: key, into: &map, at: entry.key.span.lowerBound)
        }
        return .map(map)
    }
}

extension CELValue {
    /// What is in an optional value; nil for none.
    fileprivate func unwrapped(at node: Node) throws(CELError) -> CELValue? {
        guard case .optional(let inner) = self else {
            throw CELError(.overload, "cannot take \(type.name) for an optional value", at: node.span.lowerBound)
        }
        return inner
    }
}
