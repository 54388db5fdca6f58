/// Collects the paths that an expression reads.
struct FieldPaths {
    private(set) var paths: [String] = []
    private var seen: Set<String> = []
    /// What the variables of macros stand for, by the level on which they are kept.
    private var locals: [String?] = []

    init(_ root: Node) {
        visit(root)
    }

    private mutating func visit(_ node: Node) {
        if let path = path(node) {
            if seen.insert(path).inserted { paths.append(path) }
            return
        }
        switch node.operation {
        case .constant, .variable, .local, .failure: break
        case .field(let operand, _), .has(let operand, _), .unary(_, let operand): visit(operand)
        case .index(let left, let right), .binary(_, let left, let right): visit([left, right])
        case .call(_, _, let operands), .and(let operands), .or(let operands), .list(let operands): visit(operands)
        case .conditional(let condition, let left, let right): visit([condition, left, right])
        case .map(let entries): for entry in entries { visit([entry.key, entry.value]) }
        case .comprehension(let comprehension):
            visit(comprehension.range)
            let element = path(comprehension.range).map { $0 + "[]" }
            let paths = comprehension.variables.indices.map { $0 == comprehension.variables.count - 1 ? element : nil }
            visit([comprehension.condition, comprehension.result].compactMap(\.self), with: paths)
        case .optional(.present(let value, let body, _)):
            visit(value)
            visit([body], with: [path(value)])
        case .optional(let form): visit(form.parts)
        case .bind(let value, let body):
            visit(value)
            visit([body], with: [path(value)])
        }
    }

    private mutating func visit(_ nodes: [Node], with paths: [String?] = []) {
        locals += paths
        for node in nodes { visit(node) }
        locals.removeLast(paths.count)
    }

    private func path(_ node: Node) -> String? {
        switch node.operation {
        case .variable(_, let name): name
        case .local(let local): local.level < locals.count ? locals[local.level] : nil
        case .field(let operand, let field), .has(let operand, let field): path(operand).map { "\($0).\(field)" }
        case .optional(.field(let operand, let field)): path(operand).map { "\($0).\(field)" }
        default: nil
        }
    }
}
