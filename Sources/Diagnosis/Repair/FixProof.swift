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

    private let settled: [[String]: RepairTrial]

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
        let chains = Self.chains(of: report.findings.filter(\.isCause), trials, &bench)
        let plan = RepairPlan(from: diagnosis, chains, &bench)
        let joints = report.findings.filter(\.isCause).compactMap { cause in
            plan.joint(for: cause).map { (FindingKey(cause), $0) }
        }
        let decision = CauseDecision(
            trials, chains: chains, joints: Dictionary(joints) { first, _ in first }, end: plan.end)
        report.findings = decision.findings(report.findings)
        report.plan = plan.steps
        if bench.isExhausted { report.scope.append("\(RepairBench.most) repairs simulated, which is as many as are") }
        self.diagnosis = Diagnosis(diagnosis, report)
        needs = bench.needs
        settled = bench.settled
    }

    /// Where none of a finding's fixes alone does anything, all of them in their order may.
    private static func chains(
        of causes: [Finding], _ trials: [FindingKey: [String: RepairTrial]], _ bench: inout RepairBench
    ) -> [FindingKey: RepairTrial] {
        var chains: [FindingKey: RepairTrial] = [:]
        for cause in causes where cause.fix.count > 1 {
            let key = FindingKey(cause)
            let alone = trials[key] ?? [:]
            guard alone.count == cause.fix.count,
                alone.values.allSatisfy({ $0.cured.isEmpty && $0.moved.isEmpty && !$0.mends(cause) })
            else { continue }
            var chain: RepairTrial?
            for fix in cause.fix { chain = bench.trial(fix.command, after: chain) ?? chain }
            if let chain, chain.commands.count == cause.fix.count, !chain.cured.isEmpty || chain.mends(cause) {
                chains[key] = chain
            }
        }
        return chains
    }
}

extension Finding {
    var isCause: Bool { isRootCause && severity > .info }
}
