extension Checker {
    mutating func comprehension(_ source: Expr.Comprehension, _ expression: Expr) throws(CELError) -> Node {
        let range = try check(source.range)
        let variables = try variables(source.variables, of: range)
        let elementGuards = mode == .checked ? range.elementGuards : []
        let element = variables.last?.path ?? ""
        let guards = Set(elementGuards.map { element + $0 })
        var condition: Node?
        if let expression = source.condition {
            let node = try scoped(variables, guards: guards, expression)
            try requireCondition(node, of: "this macro")
            condition = node
        }
        var result: Node?
        if let expression = source.result {
            let held = mode == .checked ? condition?.guards(when: true) ?? [] : []
            result = try scoped(variables, guards: guards.union(held), expression)
        }
        let comprehension = Node.Comprehension(
            macro: source.macro, range: range, variables: variables, condition: condition, result: result)
        let type = try type(of: comprehension)
        return Node(.comprehension(comprehension), type, expression)
    }

    private mutating func variables(_ names: [String], of range: Node) throws(CELError) -> [Node.Local] {
        let types: [CELType]
        switch range.type {
        case .list(let element): types = names.count == 1 ? [element] : [.int, element]
        case .map(let key, let value): types = names.count == 1 ? [key] : [key, value]
        case .dyn: types = [.dyn, .dyn]
        default:
            try complain(.overload, "\(range.type) has no elements", at: range.span.lowerBound)
            types = [.dyn, .dyn]
        }
        return zip(names, types).enumerated().map { makeLocal($1.0, $1.1, distance: $0) }
    }

    private func type(of comprehension: Node.Comprehension) throws(CELError) -> CELType {
        let result = comprehension.result?.type ?? .dyn
        switch comprehension.macro {
        case .all, .exists, .existsOne: return .bool
        case .filter:
            switch comprehension.range.type {
            case .map(let key, _): return .list(key)
            case .list: return comprehension.range.type
            default: return .list(.dyn)
            }
        case .map, .transformList: return .list(result)
        case .sortBy:
            switch comprehension.range.type {
            case .list: return comprehension.range.type
            case .dyn: return .list(.dyn)
            default:
                let range = comprehension.range
                try complain(.overload, "sortBy() needs a list, found \(range.type)", at: range.span.lowerBound)
                return .list(.dyn)
            }
        case .transformMap: return .map(comprehension.variables.first?.type ?? .dyn, result)
        case .transformMapEntry:
            switch result {
            case .map, .dyn: return result
            default:
                if let node = comprehension.result {
                    try complain(.type, "transformMapEntry() needs a map, found \(result)", at: node.span.lowerBound)
                }
                return .map(.dyn, .dyn)
            }
        }
    }

    /// A name bound to a value that can be named otherwise is guarded under that other name.
    mutating func bind(
        _ name: String, _ value: Expr, _ body: Expr, _ expression: Expr
    ) throws(CELError) -> Node {
        let value = try check(value)
        let local = makeLocal(name, value.type, path: value.path)
        let body = try scoped([local], body)
        return Node(.bind(value, body: body), body.type, expression)
    }
}
