extension Checker {
    mutating func index(_ operand: Expr, _ index: Expr, _ expression: Expr) throws(CELError) -> Node {
        let operand = try check(operand)
        let index = try check(index)
        let type: CELType
        switch operand.type {
        case .list(let element):
            if !CELType.int.accepts(index.type) {
                try complain(.overload, "a list is indexed by int, not \(index.type)", at: index.span.lowerBound)
            }
            type = element
        case .map(let key, let value):
            if !key.overlaps(index.type) {
                try complain(
                    .overload, "this map has keys of type \(key), not \(index.type)", at: index.span.lowerBound)
            }
            type = value
        case .dyn: type = .dyn
        default:
            try complain(.overload, "\(operand.type) has no elements", at: expression.offset)
            type = .dyn
        }
        return Node(.index(operand, index), type, expression)
    }

    mutating func list(_ elements: [Expr], _ expression: Expr) throws(CELError) -> Node {
        let nodes = try check(elements)
        return Node(.list(nodes), .list(Self.common(nodes)), expression)
    }

    mutating func map(_ entries: [(key: Expr, value: Expr)], _ expression: Expr) throws(CELError) -> Node {
        var nodes: [(key: Node, value: Node)] = []
        for entry in entries {
            let key = try check(entry.key)
            if ![.int, .uint, .string, .bool, .dyn].contains(key.type) {
                try complain(.type, "\(key.type) cannot be the key of a map", at: key.span.lowerBound)
            }
            nodes.append((key, try check(entry.value)))
        }
        let type = CELType.map(Self.common(nodes.map(\.key)), Self.common(nodes.map(\.value)))
        return Node(.map(nodes), type, expression)
    }

    /// The type that all have; `dyn` when they differ, or when there are none.
    private static func common(_ nodes: [Node]) -> CELType {
        guard var type = nodes.first?.type else { return .dyn }
        for node in nodes.dropFirst() { type = type.joined(with: node.type) ?? .dyn }
        return type
    }
}
