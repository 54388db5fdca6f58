import YAML
import CEL

/// Runbooks that are ready to be evaluated, with the overrides applied.
public struct CompiledRunbooks: Sendable {
    struct Compiled: Sendable {
        let runbook: Runbook
        /// The values of `params.NAME`.
        let parameters: [String: CELValue]
        let scope: ExpressionScope
        let checks: [CompiledCheck]
    }

    let runbooks: [Compiled]
    /// Warnings that did not keep the runbooks from being used: exceptions that have expired, and the like.
    public let notes: [Problem]
    /// Names of the override files that are applied.
    public internal(set) var overrides: [String] = []
    /// What of the site's files is not applied.
    public var leftOut: [LeftOut] = []
    /// What `explains` says and findings do not, to see what it is good for.
    var unsaid: Set<Explanation> = []

    /// The ids of all checks, in the order of the runbooks.
    public var checkIDs: [String] {
        runbooks.flatMap { $0.checks.map(\.check.id.text) }
    }

    /// The same, as if `explains` did not say some of what it says.
    public func without(_ explanations: Set<Explanation>) -> CompiledRunbooks {
        var others = self
        others.unsaid.formUnion(explanations)
        return others
    }
}
