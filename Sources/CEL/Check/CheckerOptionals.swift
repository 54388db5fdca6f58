extension Checker {
    mutating func optional(_ form: Expr.OptionalForm, _ expression: Expr) throws(CELError) -> Node {
        switch form {
        case .field(let operand, let field): return try optionalField(field, of: operand, expression)
        case .index(let operand, let index):
            let operand = try check(operand)
            let index = try check(index)
            let type = try element(of: operand.type.unwrapped, at: index, expression)
            return Node(.optional(.index(operand, index)), .optional(type), expression)
        case .orElse(let left, let right, let unwraps):
            let left = try check(left)
            let right = try check(right)
            try requireOptional(left, of: unwraps ? "orValue" : "or")
            if !unwraps { try requireOptional(right, of: "or") }
            let type = left.type.unwrapped.joined(with: unwraps ? right.type : right.type.unwrapped)
            if type == nil {
                try complain(
                    .type, "both must have one type, not \(left.type.unwrapped) and \(right.type)",
                    at: expression.offset)
            }
            return Node(
                .optional(.orElse(left, right, unwraps: unwraps)),
                unwraps ? type ?? .dyn : .optional(type ?? .dyn), expression)
        case .present(let operand, let variable, let body, let isFlat):
            let operand = try check(operand)
            try requireOptional(operand, of: isFlat ? "optFlatMap" : "optMap")
            let local = makeLocal(variable, operand.type.unwrapped)
            let body = try scoped([local], body)
            if isFlat { try requireOptional(body, of: "optFlatMap") }
            return Node(
                .optional(.present(operand, body: body, isFlat: isFlat)),
                isFlat ? .optional(body.type.unwrapped) : .optional(body.type), expression)
        case .list(let elements):
            var nodes: [(element: Node, isOptional: Bool)] = []
            for element in elements {
                let node = try check(element.element)
                if element.isOptional { try requireOptional(node, of: "[?]") }
                nodes.append((node, element.isOptional))
            }
            let types = nodes.map { $0.isOptional ? $0.element.type.unwrapped : $0.element.type }
            return Node(.optional(.list(nodes)), .list(Self.common(types)), expression)
        case .map(let entries):
            var nodes: [(key: Node, value: Node, isOptional: Bool)] = []
            for entry in entries {
                let key = try check(entry.key)
                try requireKey(key)
                let value = try check(entry.value)
                if entry.isOptional { try requireOptional(value, of: "{?}") }
                nodes.append((key, value, entry.isOptional))
            }
            let types = nodes.map { $0.isOptional ? $0.value.type.unwrapped : $0.value.type }
            let type = CELType.map(Self.common(nodes.map(\.key.type)), Self.common(types))
            return Node(.optional(.map(nodes)), type, expression)
        }
    }

    func requireOptional(_ node: Node, of owner: String) throws(CELError) {
        switch node.type {
        case .optional, .dyn: break
        default:
            try complain(.overload, "\(owner) needs an optional value, found \(node.type)", at: node.span.lowerBound)
        }
    }
}
