extension Checker {
    mutating func unary(_ sign: UnaryOperator, _ operand: Expr, _ expression: Expr) throws(CELError) -> Node {
        let operand = try check(operand)
        let type: CELType
        switch (sign, operand.type) {
        case (.not, .bool), (.not, .dyn): type = .bool
        case (.negate, .int), (.negate, .double), (.negate, .dyn): type = operand.type
        default:
            try complain(.overload, "\(sign.rawValue) cannot be applied to \(operand.type)", at: expression.offset)
            type = .dyn
        }
        return Node(.unary(sign, operand), type, expression)
    }

    mutating func binary(
        _ sign: BinaryOperator, _ left: Expr, _ right: Expr, _ expression: Expr
    ) throws(CELError) -> Node {
        let left = try check(left)
        let right = try check(right)
        guard let type = Self.result(sign, left.type, right.type) else {
            try complain(
                .overload, Self.complaint(sign, left.type, right.type), hint: Self.hint(left.type, right.type),
                at: expression.offset)
            return Node(.binary(sign, left, right), .dyn, expression)
        }
        return Node(.binary(sign, left, right), type, expression)
    }

    /// The type of the result, or `nil` when these operands make no sense.
    private static func result(_ sign: BinaryOperator, _ left: CELType, _ right: CELType) -> CELType? {
        switch sign {
        case .equal, .notEqual: return left.overlaps(right) ? .bool : nil
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            return left.isOrdered && right.isOrdered && left.overlaps(right) ? .bool : nil
        case .in:
            switch right {
            case .list(let element), .map(let element, _): return left.overlaps(element) ? .bool : nil
            case .dyn: return .bool
            default: return nil
            }
        case .add:
            if case (.list, .list) = (left, right) { return left.joined(with: right) ?? .list(.dyn) }
            return arithmetic(left, right) { $0.isNumeric || $0 == .string || $0 == .bytes }
        case .subtract, .multiply, .divide: return arithmetic(left, right, \.isNumeric)
        case .modulo: return arithmetic(left, right) { $0 == .int || $0 == .uint }
        }
    }

    /// Both operands must be of one type, which is also that of the result.
    private static func arithmetic(
        _ left: CELType, _ right: CELType, _ allows: (CELType) -> Bool
    ) -> CELType? {
        switch (left, right) {
        case (.dyn, .dyn): .dyn
        case (.dyn, .list), (.list, .dyn): allows(.string) ? .dyn : nil
        case (.dyn, let known), (let known, .dyn): allows(known) ? known : nil
        default: left == right && allows(left) ? left : nil
        }
    }

    private static func complaint(_ sign: BinaryOperator, _ left: CELType, _ right: CELType) -> String {
        switch sign {
        case .equal: "\(left) == \(right) is always false"
        case .notEqual: "\(left) != \(right) is always true"
        default: "no such overload: \(left) \(sign.rawValue) \(right)"
        }
    }

    private static func hint(_ left: CELType, _ right: CELType) -> String? {
        if left == .null || right == .null { return "only objects can be null; has() asks whether a field is there" }
        if left.isNumeric, right.isNumeric, left != right { return "convert one side: int(x), uint(x), double(x)" }
        switch (left, right) {
        case (.ip, .string), (.string, .ip): return "an address is written ip('…')"
        case (.cidr, .string), (.string, .cidr): return "a prefix is written cidr('…')"
        case (.mac, .string), (.string, .mac): return "a link-layer address is written mac('…')"
        default: return nil
        }
    }

    /// Operands of `&&` and `||`: each is evaluated only while those before it are `outcome`.
    mutating func row(_ operands: [Expr], of sign: String, while outcome: Bool) throws(CELError) -> [Node] {
        let outer = guarded
        defer { guarded = outer }
        var nodes: [Node] = []
        for operand in operands {
            let node = try self.operand(operand)
            try requireCondition(node, of: sign)
            if mode == .checked { guarded.formUnion(node.guards(when: outcome)) }
            nodes.append(node)
        }
        return nodes
    }

    /// In a lenient program, a name that nobody knows fails only if the other operands do not decide.
    private mutating func operand(_ expression: Expr) throws(CELError) -> Node {
        do {
            return try check(expression)
        } catch {
            guard mode == .lenient, error.kind == .undeclared else { throw error }
            return Node(.failure(error), .dyn, expression)
        }
    }

    func requireCondition(_ node: Node, of owner: String) throws(CELError) {
        guard !CELType.bool.accepts(node.type) else { return }
        try complain(.overload, "\(owner) needs a bool, found \(node.type)", at: node.span.lowerBound)
    }

    mutating func conditional(
        _ condition: Expr, _ left: Expr, _ right: Expr, _ expression: Expr
    ) throws(CELError) -> Node {
        let condition = try check(condition)
        try requireCondition(condition, of: "?:")
        let left = try scoped([], guards: condition.guards(when: true), left)
        let right = try scoped([], guards: condition.guards(when: false), right)
        guard let type = left.type.joined(with: right.type) else {
            try complain(
                .type, "both sides of ':' must have one type, not \(left.type) and \(right.type)",
                at: expression.offset)
            return Node(.conditional(condition, left, right), .dyn, expression)
        }
        return Node(.conditional(condition, left, right), type, expression)
    }
}

extension CELType {
    fileprivate var isOrdered: Bool {
        isNumeric || self == .dyn || self == .bool || self == .string || self == .bytes
    }
}
