import Analysis
import NetworkModel
import PacketTrace

/// Commands that, typed one after the other, let as many wanted packets through as any that were tried.
struct RepairPlan {
    private(set) var steps: [PlanStep] = []
    /// The network after the last step; nil where nothing helps.
    private(set) var end: RepairTrial?
    /// Whose fix each step is, and the network after it; without the steps of a chain.
    private var way: [(finding: Finding, trial: RepairTrial)] = []

    private static let mostSteps = 5

    /// From each state the command that answers most, else one that leads packets further, of those that do no harm; then on
    /// from there.
    ///
    /// - Parameter chains: of findings for which only several commands together help.
    init(from base: Diagnosis, _ chains: [FindingKey: RepairTrial], _ bench: inout RepairBench) {
        var diagnosis = base
        if let chain = chains.values.max(by: { $0.merit < $1.merit }),
            let cause = base.report.findings.first(where: { chains[FindingKey($0)]?.commands == chain.commands })
        {
            add(chain.commands.joined(separator: " && "), of: cause, chain)
            diagnosis = chain.diagnosis
        }
        while steps.count < Self.mostSteps, end?.isEnough != true,
            let (finding, trial) = Self.best(in: diagnosis, after: end, &bench)
        {
            add(trial.commands.last ?? "", of: finding, trial)
            way.append((finding, trial))
            diagnosis = trial.diagnosis
        }
        // What was typed to get further and led nowhere is no part of a plan.
        if let last = steps.last, last.answered <= base.report.questions.answered, end?.remaining.isEmpty == false {
            (steps, end, way) = ([], nil, [])
        }
    }

    /// The first steps together, where all of them mend one cause: they are its own fixes for either end, the same object
    /// stops packets again in the other direction, what followed from the cause does not go with it, as routes do not come
    /// back with their link, or what was learned under the fault must be forgotten. Nil where one command is enough.
    func joint(for cause: Finding) -> RepairTrial? {
        let key = FindingKey(cause)
        guard way.first.map({ FindingKey($0.finding) == key && $0.trial.commands.count == 1 }) == true else {
            return nil
        }
        let own = way.prefix { step in
            // What stops a packet behind the cause, and nobody knows better, is another matter.
            step.finding.isAbout(cause.subject) || step.trial.forgets
                || cause.fix.contains { $0.command == step.trial.commands.last }
                || cause.explains.contains(step.finding.id) && !step.finding.isLastResort
        }
        return own.count > 1 ? own.last?.trial : nil
    }

    private mutating func add(_ command: String, of finding: Finding, _ trial: RepairTrial) {
        let count = trial.diagnosis.report.questions
        steps.append(
            PlanStep(
                finding: finding.id, command: command, answered: count.answered, wanted: count.wanted,
                next: Self.next(in: trial.diagnosis)))
        end = trial
    }

    private static func best(in diagnosis: Diagnosis, after earlier: RepairTrial?, _ bench: inout RepairBench)
        -> (Finding, RepairTrial)?
    {
        var best: (finding: Finding, trial: RepairTrial)?
        for finding in diagnosis.report.findings where finding.isCause {
            for fix in finding.fix where earlier?.commands.contains(fix.command) != true {
                guard let trial = bench.trial(fix.command, after: earlier), !trial.harms,
                    !trial.cured.isEmpty || !trial.moved.isEmpty || trial.mends(finding)
                else { continue }
                if best.map({ $0.trial.merit < trial.merit }) ?? true { best = (finding, trial) }
                // To begin with all were tried anyhow.
                if earlier != nil { break }
            }
        }
        return best.map { ($0.finding, $0.trial) }
    }

    /// What the first packet that still gets lost meets; nil where none does.
    private static func next(in diagnosis: Diagnosis) -> String? {
        diagnosis.analysis.accounted.lazy.compactMap { question -> String? in
            guard question.account == .stopped else { return nil }
            return question.path.ending?.dropPoint?.reason
        }.first
    }
}

extension Finding {
    /// The same object: one names a rule with its family where another names the chain.
    fileprivate func isAbout(_ other: Subject) -> Bool {
        guard subject.netns?.inode == other.netns?.inode else { return false }
        let names = [" \(subject.name) ", " \(other.name) "]
        return names[0].contains(names[1]) || names[1].contains(names[0])
    }
}

extension RepairTrial {
    fileprivate var forgets: Bool { Self.isForgetting(commands.last ?? "") }

    /// The command makes the kernel forget an entry that it would make anew.
    static func isForgetting(_ command: String) -> Bool {
        let words = command.split(separator: " ")
        return [["ip", "neigh", "del"], ["conntrack", "-D"]].contains { forgetting in
            words.indices.contains { words[$0...].prefix(forgetting.count).elementsEqual(forgetting) { $0 == $1 } }
        }
    }

    fileprivate var merit: (Int, Int) { (cured.count, moved.count) }
}
