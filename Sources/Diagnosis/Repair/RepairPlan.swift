import Analysis
import NetworkModel
import PacketTrace

/// Commands that, typed one after the other, let as many wanted packets through as any that were tried.
struct RepairPlan {
    private(set) var steps: [PlanStep] = []
    /// The network after the last step; nil where nothing helps.
    private(set) var end: RepairTrial?

    private static let mostSteps = 5

    /// From each state the command that answers most, of those that do no harm; then on from there.
    init(from base: Diagnosis, _ bench: inout RepairBench) {
        var (diagnosis, answered) = (base, base.report.questions.answered)
        while steps.count < Self.mostSteps, diagnosis.report.questions.isShort || diagnosis.report.findings.isBad {
            guard let (finding, trial) = Self.best(in: diagnosis, after: end, &bench) else { break }
            let count = trial.diagnosis.report.questions
            guard count.answered > answered || trial.remaining.count < diagnosis.report.findings.filter({ $0.severity > .info }).count
            else { break }
            steps.append(
                PlanStep(
                    finding: finding.id, command: trial.commands.last ?? "", answered: count.answered,
                    wanted: count.wanted, next: Self.next(in: trial.diagnosis)))
            (diagnosis, answered, end) = (trial.diagnosis, count.answered, trial)
        }
    }

    private static func best(in diagnosis: Diagnosis, after earlier: RepairTrial?, _ bench: inout RepairBench)
        -> (Finding, RepairTrial)?
    {
        var best: (Finding, RepairTrial)?
        for finding in diagnosis.report.findings where finding.isRootCause && finding.severity > .info {
            for fix in finding.fix {
                guard let trial = bench.trial(fix.command, after: earlier), trial.harmed.isEmpty,
                    !trial.remaining.contains(FindingKey(finding)) || trial.cured.count > earlier?.cured.count ?? 0
                else { continue }
                if best.map({ $0.1.cured.count < trial.cured.count }) ?? true { best = (finding, trial) }
                break
            }
        }
        return best
    }

    /// What the first packet that still gets lost meets; nil where none does.
    private static func next(in diagnosis: Diagnosis) -> String? {
        diagnosis.analysis.accounted.lazy.compactMap { question -> String? in
            guard question.account == .stopped else { return nil }
            return question.path.ending?.dropPoint?.reason
        }.first
    }
}

extension [Finding] {
    fileprivate var isBad: Bool { contains { $0.severity > .info } }
}
