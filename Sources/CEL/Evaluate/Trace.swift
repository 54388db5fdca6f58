/// What each part of an expression came to: the answer to "why did my rule not match?".
public struct Trace: Sendable, Equatable {
    /// One visit to one part. A part inside a macro is visited once for each element.
    public struct Entry: Sendable, Equatable {
        /// The part's text.
        public let text: String
        /// Where the part begins, counted from 1.
        public let line: Int
        /// In code points, counted from 1.
        public let column: Int
        /// How many parts of the expression this one is inside of.
        public let depth: Int
        /// What it came to.
        public let outcome: Outcome
    }

    /// In the order in which the parts were entered: the whole expression first.
    public let entries: [Entry]
    /// Whether there were more visits than a reader wants to see.
    public let isTruncated: Bool

    static let mostEntries = 1000
}

extension Program {
    /// Evaluates, and reports every part that is not a literal.
    public func trace(_ bindings: [String: CELValue], budget: inout Budget) -> (outcome: Outcome, trace: Trace) {
        var evaluator = Evaluator(
            variables: variables.map { bindings[$0] }, budget: budget, trace: Trace.Recorder(source: source))
        let outcome = outcome(of: &evaluator)
        budget = evaluator.budget
        return (outcome, evaluator.trace?.finished ?? Trace(entries: [], isTruncated: false))
    }
}

extension Trace {
    /// Collects entries while an expression is evaluated.
    struct Recorder {
        let source: SourceText
        private var entries: [Entry] = []
        private var isTruncated = false
        private var depth = 0

        init(source: SourceText) {
            self.source = source
        }

        /// Makes room for a part before its own parts are visited; `nil` when there is none left.
        mutating func enter(_ node: Node) -> Int? {
            defer { depth += 1 }
            guard entries.count < Trace.mostEntries else {
                isTruncated = true
                return nil
            }
            let place = source.position(of: node.span.lowerBound)
            let text = String(decoding: source.bytes[node.span], as: UTF8.self)
            entries.append(
                Entry(text: text, line: place.line, column: place.column, depth: depth, outcome: .value(.null)))
            return entries.count - 1
        }

        mutating func leave(_ entry: Int?, _ outcome: Outcome) {
            depth -= 1
            guard let entry else { return }
            let begun = entries[entry]
            entries[entry] = Entry(
                text: begun.text, line: begun.line, column: begun.column, depth: begun.depth, outcome: outcome)
        }

        var finished: Trace { Trace(entries: entries, isTruncated: isTruncated) }
    }
}

extension Evaluator {
    @inline(never)
    mutating func evaluateTraced(_ node: Node) throws(CELError) -> CELValue {
        if case .constant = node.operation { return try compute(node) }
        let entry = trace?.enter(node)
        do {
            let value = try compute(node)
            if case .unknown(let reason) = value {
                trace?.leave(entry ?? nil, .unknown(reason))
            } else {
                trace?.leave(entry ?? nil, .value(value))
            }
            return value
        } catch {
            if let source = trace?.source { trace?.leave(entry ?? nil, .error(error.located(in: source))) }
            throw error
        }
    }
}
