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
        guard report.findings.contains(where: \.isCause) else {
            (self.diagnosis, needs, settled) = (diagnosis, [], [:])
            return
        }
        var bench = RepairBench(diagnosis, snapshot, settled: earlier?.settled ?? [:], isFinal: isFinal)
        let causes = report.findings.filter(\.isCause)
        let trials = Self.trials(of: causes, &bench)
        let chains = Self.chains(of: causes, trials, &bench)
        var joints = Self.completions(of: causes, trials, from: diagnosis, &bench)
        let plan = RepairPlan(from: diagnosis, chains.merging(joints) { chain, _ in chain }, &bench)
        for cause in causes where joints[FindingKey(cause)] == nil {
            joints[FindingKey(cause)] = plan.joint(for: cause)
        }
        let decision = CauseDecision(trials, chains: chains, joints: joints, end: plan.end)
        let accepted = Causes.accepted(diagnosis.outcomes, own: snapshot.ownNetns).filter(\.isCause)
        let told = decision.findings(report.findings)
        report.conclude(
            decision.without(accepted, Self.trials(of: accepted, &bench), told), diagnosis.outcomes)
        // A plan that also mends what is accepted is none.
        report.plan = report.findings.count == told.count ? plan.steps : []
        if bench.isExhausted { report.scope.append("\(bench.most) repairs simulated, which is as many as are") }
        self.diagnosis = Diagnosis(diagnosis, report)
        needs = bench.needs
        settled = bench.settled
    }

    private static func trials(
        of causes: [Finding], _ bench: inout RepairBench
    ) -> [FindingKey: [String: RepairTrial]] {
        var trials: [FindingKey: [String: RepairTrial]] = [:]
        for cause in causes {
            for fix in cause.fix {
                guard let trial = bench.trial(fix.command) else { continue }
                trials[FindingKey(cause), default: [:]][fix.command] = trial
            }
        }
        return trials
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

    private static let mostForgotten = 3

    /// Others remember what a fix changes, such as a hardware address, and until they forget it the fix does harm: what makes
    /// them forget belongs to it.
    private static func completions(
        of causes: [Finding], _ trials: [FindingKey: [String: RepairTrial]], from base: Diagnosis,
        _ bench: inout RepairBench
    ) -> [FindingKey: RepairTrial] {
        var completions: [FindingKey: RepairTrial] = [:]
        for cause in causes {
            let key = FindingKey(cause)
            let tried = cause.fix.compactMap { trials[key]?[$0.command] }
            guard let first = tried.first(where: { !$0.harmed.isEmpty }), tried.allSatisfy(\.cured.isEmpty) else {
                continue
            }
            var chain = first
            for _ in 0..<mostForgotten {
                let fixes = chain.diagnosis.report.findings.filter(\.isCause).flatMap(\.fix).map(\.command)
                let forgetting = fixes.first { RepairTrial.isForgetting($0) && !chain.commands.contains($0) }
                guard let trial = forgetting.flatMap({ bench.trial($0, after: chain) }) else { break }
                chain = trial
            }
            let (before, after) = (base.report.questions, chain.diagnosis.report.questions)
            if after.answered >= before.answered, chain.mends(cause) { completions[key] = chain }
        }
        return completions
    }
}

extension Diagnosis {
    /// How the questions would fare after a command.
    ///
    /// - Parameter snapshot: what this diagnosis is of.
    /// - Returns: nil where the command is not understood to its last word.
    public func questions(after command: String, on snapshot: Snapshot) -> QuestionCount? {
        var bench = RepairBench(self, snapshot, settled: [:], isFinal: true)
        return bench.trial(command)?.diagnosis.report.questions
    }
}

extension Finding {
    var isCause: Bool { isRootCause && severity > .info }
}
