/// Which optional fields are known to be there, because an expression with `has()` held.
public struct Guards: Sendable, Equatable {
    /// Each a variable followed by fields, such as `l.lower.mtu`.
    var paths: Set<String>

    init(_ paths: Set<String> = []) {
        self.paths = paths
    }
}

extension Node {
    /// The path by which this value can be named again; `nil` when it is computed.
    var path: String? {
        switch operation {
        case .variable(_, let name): name
        case .local(let local): local.path
        case .field(let operand, let field): operand.path.map { "\($0).\(field)" }
        case .index(let operand, let index):
            if case .constant(let key) = index.operation { operand.path.map { "\($0)[\(key)]" } } else { nil }
        default: nil
        }
    }

    func guards(when outcome: Bool) -> Set<String> {
        outcome ? whenTrue : whenFalse
    }

    /// The fields that each element of this list has, as paths that begin with the dot.
    var elementGuards: Set<String> {
        guard case .comprehension(let comprehension) = operation, comprehension.macro == .filter,
            let condition = comprehension.condition, let element = comprehension.variables.first?.path
        else { return [] }
        let own = condition.guards(when: true).filter { $0.hasPrefix(element + ".") }
        return comprehension.range.elementGuards.union(own.map { String($0.dropFirst(element.count)) })
    }
}

extension Node.Operation {
    /// The fields that are there whenever this condition is `outcome`.
    func guards(when outcome: Bool) -> Set<String> {
        switch self {
        case .has(let operand, let field): outcome ? Set(operand.path.map { ["\($0).\(field)"] } ?? []) : []
        case .unary(.not, let operand): operand.guards(when: !outcome)
        case .and(let operands): outcome ? Self.union(operands, true) : Self.intersection(operands, false)
        case .or(let operands): outcome ? Self.intersection(operands, true) : Self.union(operands, false)
        case .conditional(let condition, let left, let right):
            condition.whenTrue.union(left.guards(when: outcome))
                .intersection(condition.whenFalse.union(right.guards(when: outcome)))
        case .bind(_, let body): body.guards(when: outcome)
        default: []
        }
    }

    private static func union(_ operands: [Node], _ outcome: Bool) -> Set<String> {
        operands.reduce(into: []) { $0.formUnion($1.guards(when: outcome)) }
    }

    private static func intersection(_ operands: [Node], _ outcome: Bool) -> Set<String> {
        guard let first = operands.first else { return [] }
        return operands.dropFirst().reduce(first.guards(when: outcome)) { $0.intersection($1.guards(when: outcome)) }
    }
}
