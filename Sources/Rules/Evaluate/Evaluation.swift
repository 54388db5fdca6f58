import YAML
import CEL

extension CompiledRunbooks {
    /// Evaluates the checks, in the order of the runbooks.
    ///
    /// - Parameters:
    ///   - bindings: the values of the schema's variables. One that is missing is unknown.
    ///   - only: the ids of the checks to run; all when `nil`.
    public func evaluate(bindings: [String: CELValue], only: Set<String>? = nil) -> [CheckOutcome] {
        let outcomes = runbooks.flatMap { $0.evaluate(bindings, only) }
        return unsaid.isEmpty ? outcomes : outcomes.map { $0.without(unsaid) }
    }
}

extension CheckOutcome {
    fileprivate func without(_ explanations: Set<Explanation>) -> CheckOutcome {
        func shortened(_ findings: [CheckFinding]) -> [CheckFinding] {
            findings.map { finding in
                var finding = finding
                finding.explains.removeAll { explanations.contains(Explanation($0, from: id)) }
                return finding
            }
        }
        var outcome = self
        (outcome.findings, outcome.accepted) = (shortened(findings), shortened(accepted))
        return outcome
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
