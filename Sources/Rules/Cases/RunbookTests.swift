import YAML

/// Runs the cases that runbooks carry and says which of them hold.
public enum RunbookTests {
    /// - Parameters:
    ///   - only: the ids of the checks whose cases to run; all when `nil`.
    ///   - evaluate: loads the case's snapshot and evaluates the check on it. What it throws is reported as a case
    ///     that could not be run, which is a failure too.
    public static func run(
        _ runbooks: [Runbook], only: Set<String>? = nil,
        evaluate: (Runbook, Runbook.Check, Runbook.Case) throws -> CheckOutcome
    ) -> RunbookTestReport {
        var results: [CaseResult] = []
        for runbook in runbooks {
            for check in runbook.checks where only?.contains(check.id.text) ?? true {
                for example in check.cases {
                    let failures: [String]
                    do {
                        failures = judge(example, try evaluate(runbook, check, example))
                    } catch {
                        failures = ["could not be run: \(error)"]
                    }
                    results.append(
                        CaseResult(
                            file: runbook.source.name, line: example.name.place.line, runbook: runbook.id,
                            check: check.id.text, name: example.name.text, failures: failures))
                }
            }
        }
        return RunbookTestReport(results: results)
    }

    /// How an outcome differs from what a case expects; empty when it does not.
    public static func judge(_ example: Runbook.Case, _ outcome: CheckOutcome) -> [String] {
        guard outcome.state == example.expect else {
            let reason = outcome.reason.map { " (\($0))" } ?? ""
            let findings = outcome.findings.prefix(3).map { "\n    found: \($0.summary)" }.joined()
            return ["expected \(example.expect.rawValue), is \(outcome.state.rawValue)\(reason)\(findings)"]
        }
        var failures: [String] = []
        if let count = example.count, count != outcome.counts.found {
            failures.append("expected \(count) findings, there are \(outcome.counts.found)")
        }
        if let severity = example.severity, severity != outcome.findings.map(\.severity).max() {
            let worst = outcome.findings.map(\.severity).max()?.rawValue ?? "none"
            failures.append("expected the severity \(severity.rawValue), is \(worst)")
        }
        if let says = example.says?.text {
            let texts = outcome.findings.map(\.summary) + [outcome.reason].compactMap(\.self)
            if !texts.contains(where: { $0.contains(says) }) {
                failures.append("nobody says '\(says)': \(texts.joined(separator: " | "))")
            }
        }
        return failures
    }
}
