import NetworkModel
import Rules

extension Checklist {
    /// The steps of all runbooks in order, each with what its checks came to.
    public init(_ diagnosis: Diagnosis) {
        let report = diagnosis.report
        var steps: [Step] = []
        // Where all is well a target without a way out has none on purpose.
        let isShort = report.questions.isShort || report.findings.contains { $0.isRootCause && $0.severity > .info }
        for step in diagnosis.steps {
            let ids = Set(step.checks)
            let outcomes = diagnosis.outcomes.filter { ids.contains($0.id) }
            guard !outcomes.isEmpty || step.checks.isEmpty && step.value != nil else { continue }
            let results = report.checks.filter { ids.contains($0.id) }
            let state = Self.state(of: results, isBehindStop: isShort && step.isBehindStop)
            // What no packet has met is not ruled out.
            let ruledOut = state == .unreached ? [] : outcomes.filter { $0.state == .ok }.flatMap(\.rulesOut)
            steps.append(
                Step(
                    number: steps.count + 1, question: step.question, topic: step.topic, value: step.value,
                    state: state,
                    reason: Self.reason(of: results), ruledOut: ruledOut, commands: [step.command].compactMap { $0 },
                    findings: report.findings.filter { ids.contains($0.id) }))
        }
        let target =
            report.target.kind == .node ? "the whole node" : "\(report.target.kind.rawValue) \(report.target.spelling)"
        self.init(title: "Checklist for \(target)", steps: Self.folded(steps), report: report)
    }

    /// Consequences name the steps of their causes; so does what lies behind those.
    private static func folded(_ steps: [Step]) -> [Step] {
        let causes = steps.filter { $0.findings.contains { $0.isRootCause && $0.severity > .info } }.map(\.number)
        return steps.map { step in
            var step = step
            if step.state == .unreached { step.after = causes }
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

    /// A step without checks shows what there is, which is all that it is for.
    private static func state(of results: [CheckResult], isBehindStop: Bool) -> State {
        let states = Set(results.map(\.state))
        if states.contains(.found) { return .found }
        if states.contains(.unknown) { return .unknown }
        guard states.contains(.ok) || results.isEmpty else { return .skipped }
        return isBehindStop ? .unreached : .ok
    }

    private static func reason(of results: [CheckResult]) -> String? {
        let telling = results.filter { $0.state == .unknown }
        let source = telling.isEmpty && results.allSatisfy { $0.state == .skipped } ? results : telling
        var seen: Set<String> = []
        let reasons = source.compactMap(\.reason).filter { seen.insert($0).inserted }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }
}
