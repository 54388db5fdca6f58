import YAML
import CEL

/// What every expression of a check came to, item by item: the answer to "why did it not match?".
public struct CheckTrace: Sendable {
    /// One expression of the check.
    public struct Part: Sendable {
        /// `for_each a`, `let x`, `when`, `condition`.
        public let role: String
        /// The expression as it was written.
        public let text: String
        /// What it came to.
        public let outcome: Outcome
        /// Its parts, the whole first.
        public let trace: Trace
    }

    /// One item, with the expressions that were evaluated for it.
    public struct Item: Sendable {
        /// The variables of `for_each`, in order.
        public let variables: [(name: String, value: CELValue)]
        /// What was evaluated for the item, in this order.
        public let parts: [Part]
    }

    /// The id of the check.
    public let id: String
    /// What happened to each item, in the order of the lists.
    public internal(set) var items: [Item] = []
    /// Lists whose evaluation is shown apart from the items in them.
    public internal(set) var lists: [Part] = []
    /// Whether there were more items than are shown.
    public internal(set) var isTruncated = false
}

extension CompiledRunbooks {
    /// Evaluates one check and keeps what every part of it came to; `nil` when there is no such check.
    public func trace(_ id: String, bindings: [String: CELValue], items: Int = 20) -> CheckTrace? {
        for compiled in runbooks {
            guard let check = compiled.checks.first(where: { $0.check.id.text == id }) else { continue }
            let values = bindings.merging(compiled.parameters, uniquingKeysWith: { _, parameter in parameter })
            var tracer = CheckTracer(check, values, most: items)
            return tracer.run()
        }
        return nil
    }
}

private struct CheckTracer {
    private let compiled: CompiledCheck
    private let most: Int
    private var bindings: [String: CELValue]
    private var budget = Budget(steps: CheckLimits.stepsPerCheck)
    private var trace: CheckTrace

    init(_ compiled: CompiledCheck, _ bindings: [String: CELValue], most: Int) {
        self.compiled = compiled
        self.bindings = bindings
        self.most = most
        trace = CheckTrace(id: compiled.check.id.text)
    }

    mutating func run() -> CheckTrace {
        visit(loop: 0)
        return trace
    }

    private mutating func visit(loop: Int) {
        guard !trace.isTruncated else { return }
        guard loop < compiled.loops.count else { return judge() }
        let list = compiled.loops[loop]
        let part = part("for_each \(list.name)", list.program)
        trace.lists.append(part)
        guard case .value(.list(let elements)) = part.outcome else { return }
        for element in elements {
            bindings[list.name] = element
            visit(loop: loop + 1)
        }
    }

    private mutating func judge() {
        guard trace.items.count < most else {
            trace.isTruncated = true
            return
        }
        let body = compiled.body.value
        var parts = bind(body.earlyLets)
        var applies = true
        if let when = body.when {
            let part = part("when", when)
            applies = part.outcome == .value(.bool(true))
            parts.append(part)
        }
        if applies {
            parts += bind(body.lateLets)
            if let condition = body.condition { parts.append(part("condition", condition)) }
        }
        let variables = compiled.loops.map { (name: $0.name, value: bindings[$0.name] ?? .null) }
        trace.items.append(CheckTrace.Item(variables: variables, parts: parts))
    }

    private mutating func bind(_ lets: [CompiledCheck.Named]) -> [CheckTrace.Part] {
        lets.map { named in
            let part = part("let \(named.name)", named.program)
            bindings[named.name] =
                switch part.outcome {
                case .value(let value): value
                case .unknown(let reason): .unknown(reason)
                case .error(let error): .unknown(because: "let \(named.name): \(error.summary)")
                }
            return part
        }
    }

    private mutating func part(_ role: String, _ program: Program) -> CheckTrace.Part {
        let (outcome, trace) = program.trace(bindings, budget: &budget)
        return CheckTrace.Part(role: role, text: program.text.onOneLine, outcome: outcome, trace: trace)
    }
}
