import NetworkModel
import Runbooks

extension Checklist {
    /// The steps of all runbooks in order, each with what its checks came to.
    public init(_ report: Report, _ runbooks: [Runbook], commands: (Runbook.Step) -> [String]) {
        var steps: [Step] = []
        for runbook in runbooks {
            for step in runbook.steps {
                let ids = Set(runbook.checks.filter { $0.step.text == step.id.text }.map(\.id.text))
                let results = report.checks.filter { ids.contains($0.id) }
                guard !results.isEmpty else { continue }
                let ruledOut = runbook.checks.filter { check in
                    results.contains { $0.id == check.id.text && $0.state == .ok }
                }.flatMap { $0.rulesOut.map(\.text) }
                steps.append(
                    Step(
                        number: steps.count + 1, question: step.question.text, state: Self.state(of: results),
                        reason: Self.reason(of: results), ruledOut: ruledOut, commands: commands(step),
                        findings: report.findings.filter { ids.contains($0.id) }))
            }
        }
        let target = report.target.kind == .node ? "the whole node" : "\(report.target.kind.rawValue) \(report.target.spelling)"
        self.init(title: "Checklist for \(target)", steps: steps)
    }

    private static func state(of results: [CheckResult]) -> CheckResult.State {
        let states = Set(results.map(\.state))
        return [CheckResult.State.found, .unknown, .ok].first(where: states.contains) ?? .skipped
    }

    private static func reason(of results: [CheckResult]) -> String? {
        let telling = results.filter { $0.state == .unknown }
        let source = telling.isEmpty && results.allSatisfy { $0.state == .skipped } ? results : telling
        var seen: Set<String> = []
        let reasons = source.compactMap(\.reason).filter { seen.insert($0).inserted }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}
