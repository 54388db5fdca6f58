import YAML
import CEL

extension CompiledRunbooks {
    /// Evaluates the checks, in the order of the runbooks.
    ///
    /// - Parameters:
    ///   - bindings: the values of the schema's variables. One that is missing is unknown.
    ///   - only: the ids of the checks to run; all when `nil`.
    public func evaluate(bindings: [String: CELValue], only: Set<String>? = nil) -> [CheckOutcome] {
        runbooks.flatMap { $0.evaluate(bindings, only) }
    }
}

extension CompiledRunbooks.Compiled {
    fileprivate func evaluate(_ bindings: [String: CELValue], _ only: Set<String>?) -> [CheckOutcome] {
        let bindings = bindings.merging(parameters, uniquingKeysWith: { _, parameter in parameter })
        var steps = CheckLimits.stepsPerRunbook
        return checks.filter { only?.contains($0.check.id.text) ?? true }.map { check in
            let granted = min(steps, CheckLimits.stepsPerCheck)
            var run = CheckRun(check, runbook: runbook.id, bindings: bindings, budget: Budget(steps: granted))
            let outcome = run.outcome()
            steps -= granted - run.budget.remaining
            return outcome
        }
    }
}
