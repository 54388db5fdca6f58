import Analysis
import NetworkModel
import SnapshotQuery

/// The repair decides: fixes are applied to the snapshot and everything is diagnosed again, which tells causes from what
/// follows from them, fixes that help from those that do not, and what has to be typed in which order.
public struct FixProof {
    /// The diagnosis, with what packets would do after each fix.
    public let diagnosis: Diagnosis
    /// Facts that the packets would then meet and that nobody has read yet.
    public let needs: Set<Need>

    private let settled: [[String]: RepairTrial?]

    /// - Parameters:
    ///   - earlier: the proof of the round before.
    ///   - isFinal: nobody will answer the needs any more; what is lacking stays unknown.
    public init(_ diagnosis: Diagnosis, _ snapshot: Snapshot, after earlier: FixProof? = nil, isFinal: Bool = false) {
        var report = diagnosis.report
        // Of a whole node nobody traces all packets again.
        guard !diagnosis.analysis.scope.isNode, !snapshot.isNodeWide, report.findings.contains(where: \.isCause) else {
            (self.diagnosis, needs, settled) = (diagnosis, [], [:])
            return
        }
        var bench = RepairBench(diagnosis, snapshot, settled: earlier?.settled ?? [:], isFinal: isFinal)
        var trials: [FindingKey: [String: RepairTrial]] = [:]
        for finding in report.findings where finding.isCause {
            for fix in finding.fix {
                guard let trial = bench.trial(fix.command) else { continue }
                trials[FindingKey(finding), default: [:]][fix.command] = trial
            }
        }
        let plan = RepairPlan(from: diagnosis, &bench)
        let decision = CauseDecision(trials, remaining: plan.end?.remaining)
        report.findings = decision.findings(report.findings)
        report.plan = plan.steps
        if bench.isExhausted { report.scope.append("\(RepairBench.most) repairs simulated, which is as many as are") }
        self.diagnosis = Diagnosis(diagnosis, report)
        needs = bench.needs
        settled = bench.settled
    }
}

extension Finding {
    var isCause: Bool { isRootCause && severity > .info }
}
