import YAML
import TerminalText

/// How one case went.
public struct CaseResult: Sendable, Hashable {
    /// The file of the runbook.
    public var file: String
    /// Where the case stands in it, counted from 1.
    public var line: Int
    /// The id of the runbook.
    public var runbook: String
    /// The id of the check.
    public var check: String
    /// What is special about the case.
    public var name: String
    /// Empty when the case holds.
    public var failures: [String]

    /// Whether the case holds.
    public var isPassed: Bool { failures.isEmpty }
}

/// How all cases went.
public struct RunbookTestReport: Sendable {
    /// A result for each case, in the order of the runbooks.
    public var results: [CaseResult]

    /// How many cases hold.
    public var passed: Int { results.count { $0.isPassed } }
    /// How many do not, or could not be run.
    public var failed: Int { results.count - passed }

    /// Whether there were cases and all of them hold: nothing tested is not a success.
    public var isSuccess: Bool { !results.isEmpty && failed == 0 }

    /// A line for each failure, and a summary as the last.
    public var text: String {
        let failures = results.filter { !$0.isPassed }.flatMap { result in
            result.failures.map { failure in
                let place = "\(Visible.text(result.file)):\(result.line)"
                let lines = failure.split(separator: "\n").map { Visible.text(String($0)) }.joined(separator: "\n")
                return "\(place): \(result.check): \(Visible.text(result.name)): \(lines)"
            }
        }
        let summary = results.isEmpty ? "no cases" : "\(passed) of \(results.count) cases hold"
        return (failures + [summary]).joined(separator: "\n") + "\n"
    }
}
