import NetworkModel
import Rules

/// Which `explains` of the runbooks tell a report something that simulated repairs do not.
public enum NeededExplanations {
    /// The fewest without which the report on a snapshot would come to something else.
    ///
    /// - Parameters:
    ///   - explanations: of which that is asked.
    ///   - gone: what does not count, as it is to be left out anyhow.
    public static func among(
        _ explanations: Set<Explanation>, on snapshot: Snapshot, _ runbooks: CompiledRunbooks,
        without gone: Set<Explanation>
    ) -> Set<Explanation> {
        let report = report(snapshot, runbooks)
        let found = Set(report.findings.map(\.id))
        let present = explanations.filter { found.contains($0.cause) && found.contains($0.consequence) }
        let conclusion = Conclusion(report)
        func isNeeded(_ some: Set<Explanation>) -> Bool {
            Conclusion(self.report(snapshot, runbooks.without(gone.union(some)))) != conclusion
        }
        // Mostly none of them is, which one diagnosis tells.
        guard !present.isEmpty, isNeeded(present) else { return [] }
        guard present.count > 1 else { return present }
        var needless: Set<Explanation> = []
        for explanation in present.sorted(by: { $0.consequence < $1.consequence })
        where !isNeeded(needless.union([explanation])) {
            needless.insert(explanation)
        }
        return present.subtracting(needless)
    }

    private static func report(_ snapshot: Snapshot, _ runbooks: CompiledRunbooks) -> Report {
        FixProof(Diagnosis(snapshot, runbooks, isFinal: true), snapshot, isFinal: true).diagnosis.report
    }
}

/// What a reader takes from a report: what it comes to, the causes and how grave they are, and what to type first.
private struct Conclusion: Equatable {
    private struct Cause: Equatable {
        let key: FindingKey
        let severity: Severity
        let fix: String?
    }

    private let verdict: Verdict
    private let causes: [Cause]

    init(_ report: Report) {
        verdict = report.verdict
        causes = report.findings.filter(\.isRootCause).map {
            Cause(key: FindingKey($0), severity: $0.severity, fix: $0.fix.first?.command)
        }
    }
}
