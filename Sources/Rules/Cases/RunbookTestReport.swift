import YAML
import TerminalText

/// How one case went.
public struct CaseResult: Sendable, Hashable {
    public var file: String
    public var line: Int
    public var runbook: String
    public var check: String
    public var name: String
    /// Empty when the case holds.
    public var failures: [String]

    public var isPassed: Bool { failures.isEmpty }
}

/// How all cases went.
public struct RunbookTestReport: Sendable {
    public var results: [CaseResult]

    public var passed: Int { results.count { $0.isPassed } }
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
