import NetworkModel
import Rules

extension Checklist {
    /// The steps of all runbooks in order, each with what its checks came to.
    public init(_ diagnosis: Diagnosis) {
        let report = diagnosis.report
        var steps: [Step] = []
        for step in diagnosis.steps {
            let ids = Set(step.checks)
            let outcomes = diagnosis.outcomes.filter { ids.contains($0.id) }
            guard !outcomes.isEmpty else { continue }
            let results = report.checks.filter { ids.contains($0.id) }
            steps.append(
                Step(
                    number: steps.count + 1, question: step.question, state: Self.state(of: results),
                    reason: Self.reason(of: results), ruledOut: outcomes.filter { $0.state == .ok }.flatMap(\.rulesOut),
                    commands: [step.command].compactMap { $0 }, findings: report.findings.filter { ids.contains($0.id) }
                ))
        }
        let target =
            report.target.kind == .node ? "the whole node" : "\(report.target.kind.rawValue) \(report.target.spelling)"
        self.init(title: "Checklist for \(target)", steps: Self.folded(steps), report: report)
    }

    /// Consequences name the steps of their causes.
    private static func folded(_ steps: [Step]) -> [Step] {
        steps.map { step in
            var step = step
            guard !step.findings.isEmpty, step.findings.allSatisfy({ !$0.isRootCause }) else { return step }
            let ids = Set(step.findings.map(\.id))
            let explainers = steps.filter { other in
                other.findings.contains { $0.isRootCause && !ids.isDisjoint(with: $0.explains) }
            }
            let explained = Set(explainers.flatMap(\.findings).filter(\.isRootCause).flatMap(\.explains))
            if ids.isSubset(of: explained) { step.after = explainers.map(\.number) }
            return step
        }
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
