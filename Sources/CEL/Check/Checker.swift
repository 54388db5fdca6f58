/// Resolves names, gives each part of an expression a type, and refuses what cannot be meant.
struct Checker {
    let environment: Environment
    let mode: CheckingMode
    /// The fields known to be there at the place that is being checked.
    var guarded: Set<String>
    var locals: [Node.Local] = []
    private(set) var usedVariables: [String] = []
    var oldNames: [OldName] = []
    private var localsMade = 0

    init(environment: Environment, mode: CheckingMode, assuming: [Guards]) {
        self.environment = environment
        self.mode = mode
        guarded = assuming.reduce(into: []) { $0.formUnion($1.paths) }
    }

    mutating func check(_ expression: Expr) throws(CELError) -> Node {
        switch expression.kind {
        case .literal(let value): return Node(.constant(value), value.type, expression)
        case .identifier, .select, .has: return try access(expression)
        case .index(let operand, let index): return try self.index(operand, index, expression)
        case .call(let name, let target, let arguments): return try call(name, target, arguments, expression)
        case .unary(let sign, let operand): return try unary(sign, operand, expression)
        case .binary(let sign, let left, let right): return try binary(sign, left, right, expression)
        case .and(let operands): return Node(.and(try row(operands, of: "&&", while: true)), .bool, expression)
        case .or(let operands): return Node(.or(try row(operands, of: "||", while: false)), .bool, expression)
        case .conditional(let condition, let left, let right):
            return try conditional(condition, left, right, expression)
        case .list(let elements): return try list(elements, expression)
        case .map(let entries): return try map(entries, expression)
        case .comprehension(let comprehension): return try self.comprehension(comprehension, expression)
        case .bind(let name, let value, let body): return try bind(name, value, body, expression)
        case .optional(let form): return try optional(form, expression)
        }
    }

    mutating func check(_ expressions: [Expr]) throws(CELError) -> [Node] {
        var nodes: [Node] = []
        for expression in expressions { nodes.append(try check(expression)) }
        return nodes
    }

    /// Complains, in checked mode only: a lenient program will find out when it runs.
    func complain(_ kind: CELError.Kind, _ message: String, hint: String? = nil, at node: Node) throws(CELError) {
        try complain(kind, message, hint: hint, at: node.offset)
    }

    func complain(_ kind: CELError.Kind, _ message: String, hint: String? = nil, at offset: Int) throws(CELError) {
        if mode == .checked { throw CELError(kind, message, hint: hint, at: offset) }
    }

    func require(_ node: Node, toBe type: CELType?) throws(CELError) {
        guard let type, !type.accepts(node.type) else { return }
        try complain(.type, "expected \(type), found \(node.type)", at: node.span.lowerBound)
    }

    /// The slot of a variable, made when it is first used.
    mutating func slot(of name: String) -> Int {
        if let slot = usedVariables.firstIndex(of: name) { return slot }
        usedVariables.append(name)
        return usedVariables.count - 1
    }

    /// Checks a part in which more variables, and perhaps more guards, are in scope.
    mutating func scoped(
        _ variables: [Node.Local], guards: Set<String> = [], _ expression: Expr
    ) throws(CELError) -> Node {
        let outer = (locals, guarded)
        defer { (locals, guarded) = outer }
        locals += variables
        guarded.formUnion(guards)
        return try check(expression)
    }

    /// A variable of a macro, `distance` places above the scope; without `path` it gets one of its own.
    mutating func makeLocal(
        _ name: String, _ type: CELType, distance: Int = 0, path: String? = nil
    ) -> Node.Local {
        localsMade += 1
        return Node.Local(
            name: name, type: type, level: locals.count + distance, path: path ?? "#\(localsMade)")
    }
}
