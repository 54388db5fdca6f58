/// A checked part of an expression, with its names resolved.
final class Node: Sendable {
    let operation: Operation
    let type: CELType
    let span: Range<Int>
    let offset: Int
    /// The fields that are there whenever this condition is true, and whenever it is false. Kept,
    /// because asking the parts again at every level would double the work with each.
    let whenTrue: Set<String>
    let whenFalse: Set<String>

    init(_ operation: Operation, _ type: CELType, _ expression: Expr) {
        self.operation = operation
        self.type = type
        span = expression.span
        offset = expression.offset
        whenTrue = operation.guards(when: true)
        whenFalse = operation.guards(when: false)
    }

    indirect enum Operation: Sendable {
        case constant(CELValue)
        /// The position of the variable among those that the program uses.
        case variable(Int, name: String)
        case local(Local)
        case field(Node, String)
        case has(Node, String)
        case index(Node, Node)
        case call(String, [Overload], [Node])
        case unary(UnaryOperator, Node)
        case binary(BinaryOperator, Node, Node)
        case and([Node])
        case or([Node])
        case conditional(Node, Node, Node)
        case list([Node])
        case map([(key: Node, value: Node)])
        case comprehension(Comprehension)
        case bind(Node, body: Node)
        case optional(OptionalForm)
        /// What could not be resolved; it is an error only if its value is asked for.
        case failure(CELError)
    }

    /// A variable of a macro.
    struct Local: Sendable {
        let name: String
        let type: CELType
        /// How many such variables are in scope outside this one, which is where its value is kept.
        let level: Int
        /// What it stands for in the paths that `has()` guards.
        let path: String?
    }

    struct Comprehension: Sendable {
        let macro: Macro
        let range: Node
        let variables: [Local]
        let condition: Node?
        let result: Node?
    }
}
