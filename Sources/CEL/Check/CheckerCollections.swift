extension Checker {
    mutating func index(_ operand: Expr, _ index: Expr, _ expression: Expr) throws(CELError) -> Node {
        let operand = try check(operand)
        let index = try check(index)
        let type = try element(of: operand.type, at: index, expression)
        return Node(.index(operand, index), type, expression)
    }

    /// The type of the elements of a list or map that is asked for one.
    func element(of type: CELType, at index: Node, _ expression: Expr) throws(CELError) -> CELType {
        switch type {
        case .list(let element):
            if !CELType.int.accepts(index.type) {
                try complain(.overload, "a list is indexed by int, not \(index.type)", at: index.span.lowerBound)
            }
            return element
        case .map(let key, let value):
            if !key.overlaps(index.type) {
                try complain(
                    .overload, "this map has keys of type \(key), not \(index.type)", at: index.span.lowerBound)
            }
            return value
        case .dyn: return .dyn
        // Of an optional value an element is optional too.
        case .optional(let inner): return .optional(try element(of: inner, at: index, expression))
        default:
            try complain(.overload, "\(type) has no elements", at: expression.offset)
            return .dyn
        }
    }

    mutating func list(_ elements: [Expr], _ expression: Expr) throws(CELError) -> Node {
        let nodes = try check(elements)
        return Node(.list(nodes), .list(Self.common(nodes.map(\.type))), expression)
    }

    mutating func map(_ entries: [(key: Expr, value: Expr)], _ expression: Expr) throws(CELError) -> Node {
        var nodes: [(key: Node, value: Node)] = []
        for entry in entries {
            let key = try check(entry.key)
            try requireKey(key)
            nodes.append((key, try check(entry.value)))
        }
        let type = CELType.map(Self.common(nodes.map(\.key.type)), Self.common(nodes.map(\.value.type)))
        return Node(.map(nodes), type, expression)
    }

    /// The type that all have; `dyn` when they differ, or when there are none.
    static func common(_ types: [CELType]) -> CELType {
        guard var type = types.first else { return .dyn }
        for other in types.dropFirst() { type = type.joined(with: other) ?? .dyn }
        return type
    }

    func requireKey(_ key: Node) throws(CELError) {
        if ![.int, .uint, .string, .bool, .dyn].contains(key.type) {
            try complain(.type, "\(key.type) cannot be the key of a map", at: key.span.lowerBound)
        }
    }
}
