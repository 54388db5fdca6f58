extension Node {
    /// As ``Expr/OptionalForm``, checked.
    indirect enum OptionalForm: Sendable {
        case field(Node, String)
        case index(Node, Node)
        case orElse(Node, Node, unwraps: Bool)
        case present(Node, body: Node, isFlat: Bool)
        case list([(element: Node, isOptional: Bool)])
        case map([(key: Node, value: Node, isOptional: Bool)])

        var parts: [Node] {
            switch self {
            case .field(let operand, _): [operand]
            case .index(let left, let right), .orElse(let left, let right, _), .present(let left, let right, _):
                [left, right]
            case .list(let elements): elements.map(\.element)
            case .map(let entries): entries.flatMap { [$0.key, $0.value] }
            }
        }
    }
}
