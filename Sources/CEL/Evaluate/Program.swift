/// An expression that is ready to be evaluated any number of times.
public struct Program: Sendable {
    let source: SourceText
    let root: Node
    let variables: [String]
    /// Where it uses names that have been replaced, in the order of the text.
    public let oldNames: [OldName]

    /// The type of the result as far as it is known without running.
    public var type: CELType { root.type }

    /// The text it was compiled from.
    public var text: String { source.text }

    /// The variables that it reads, in the order in which they first appear.
    public var identifiers: [String] { variables }

    /// The paths that it reads, such as `link.lower.mtu`, in the order in which they first appear.
    ///
    /// Only whole paths count: `link.mtu` does not also read `link`. The variables of macros are
    /// followed back, and the elements of `links` are called `links[]`.
    public var fieldPaths: [String] { FieldPaths(root).paths }

    /// What is known to be there wherever this program, used as a condition, is true.
    public var guards: Guards { Guards(root.whenTrue) }

    /// What each element of the list that this program gives is known to have, once it is called `variable`.
    public func elementGuards(as variable: String) -> Guards {
        Guards(Set(root.elementGuards.map { variable + $0 }))
    }

    /// Computes the value for these variables. What it costs is taken from `budget`.
    public func evaluate(_ bindings: [String: CELValue], budget: inout Budget) -> Outcome {
        var evaluator = Evaluator(variables: variables.map { bindings[$0] }, budget: budget)
        let outcome = outcome(of: &evaluator)
        budget = evaluator.budget
        return outcome
    }

    /// As ``evaluate(_:budget:)-swift.method``, with a budget of its own.
    public func evaluate(_ bindings: [String: CELValue] = [:]) -> Outcome {
        var budget = Budget()
        return evaluate(bindings, budget: &budget)
    }

    func outcome(of evaluator: inout Evaluator) -> Outcome {
        do {
            let value = try evaluator.evaluate(root)
            if evaluator.budget.isExhausted { return .unknown(.budget) }
            if case .unknown(let reason) = value { return .unknown(reason) }
            return .value(value)
        } catch {
            return evaluator.budget.isExhausted ? .unknown(.budget) : .error(error.located(in: source))
        }
    }
}

/// How an evaluation ended.
public enum Outcome: Sendable, Equatable {
    case value(CELValue)
    /// Something that the answer depends on could not be seen.
    case unknown(Unknown)
    case error(CELError)
}
