/// What an expression puts into a sentence, for readers who want the sentence and not the expression: texts as they are,
/// values by name, and alternatives side by side.
public indirect enum Gist: Sendable, Equatable {
    case text(String)
    /// The path without a variable of one letter, which says nothing: `link.ifname` for `a.link.ifname`.
    case value(String)
    case either([Gist])
    case sequence([Gist])

    /// The gist of an expression; what it would compute with numbers is named by the first value in it.
    public init(_ source: String) throws(CELError) {
        self.init(try Parser.parse(SourceText(source)))
    }

    // As deep as expressions may be nested, which the parser bounds.
    private init(_ expression: Expr) {
        switch expression.kind {
        case .literal(.string(let text)): self = .text(text)
        case .literal(let value): self = .text(value.description)
        case .identifier(let name, _): self = .value(name)
        case .select(let operand, let field), .has(let operand, let field): self = .field(field, of: Gist(operand))
        case .index(let operand, _), .unary(_, let operand), .bind(_, _, let operand): self = Gist(operand)
        case .call(let name, let target, let arguments):
            self = (target ?? arguments.first).map { Gist($0) } ?? .value(name)
        case .binary(.add, let left, let right): self = .sequence([Gist(left), Gist(right)])
        case .binary(_, let left, _): self = Gist(left)
        case .and(let operands), .or(let operands): self = operands.first.map { Gist($0) } ?? .text("")
        case .conditional(_, let chosen, let other):
            self = .either(Gist(chosen).alternatives + Gist(other).alternatives)
        case .list(let elements): self = .sequence(elements.map { Gist($0) })
        case .map: self = .value("map")
        case .comprehension(let comprehension): self = Gist(comprehension.range)
        case .optional(.field(let operand, let field)): self = .field(field, of: Gist(operand))
        case .optional(let form): self = form.parts.first.map { Gist($0) } ?? .value("list")
        }
    }

    /// The texts that it can come to, each once; itself where there is no choice.
    public var alternatives: [Gist] {
        guard case .either(let all) = self else { return [self] }
        return all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private static func field(_ field: String, of operand: Gist) -> Gist {
        guard case .value(let path) = operand, path.utf8.count > 1 else { return .value(field) }
        return .value("\(path).\(field)")
    }
}
