import Addresses
import Analysis
import NetworkModel
import PacketTrace
import SnapshotQuery

/// Commands simulated one after the other: what the whole diagnosis would say of the network then.
struct RepairTrial {
    let commands: [String]
    let diagnosis: Diagnosis
    /// Wanted questions that were not answered and are then.
    let cured: Set<QuestionKey>
    /// Those that get further, and meet something else.
    let moved: Set<QuestionKey>
    /// Those that were answered and are no more.
    let harmed: Set<QuestionKey>
    /// What others in sight lose by it, in sentences.
    let losses: [String]
    /// What would be found then, above notes, and how grave it would be.
    let remaining: [FindingKey: Severity]
    /// What would still be found of what somebody has accepted.
    let accepted: Set<FindingKey>
    /// In the words of the report: where packets get then that did not get through.
    let effect: String?

    /// - Parameter base: the diagnosis before the last command: what is cured, moved and harmed is so by that one.
    init(_ commands: [String], _ snapshot: Snapshot, _ diagnosis: Diagnosis, from base: Diagnosis) {
        losses = Bystanders.losses(
            base.analysis.query.snapshot, snapshot, besides: Set(base.analysis.scope.subjects))
        self.commands = commands
        self.diagnosis = diagnosis
        let before = Self.accounts(base.analysis)
        let after = Self.accounts(diagnosis.analysis)
        var (cured, moved, harmed): (Set<QuestionKey>, Set<QuestionKey>, Set<QuestionKey>) = ([], [], [])
        for (key, old) in before {
            let new = after[key]
            switch (old.account == .answered, new?.account == .answered) {
            case (false, true): cured.insert(key)
            case (true, false): if new != nil || !Self.isReplaced(key, in: after) { harmed.insert(key) }
            case (true, true): break
            case (false, false): if new?.end != old.end, new != nil { moved.insert(key) }
            }
        }
        // What could not even be asked before, as long as there was no route.
        cured.formUnion(after.filter { $0.value.account == .answered && before[$0.key] == nil }.keys)
        (self.cured, self.moved, self.harmed) = (cured, moved, harmed)
        remaining = Dictionary(
            diagnosis.report.findings.filter { $0.severity > .info }.map { (FindingKey($0), $0.severity) },
            uniquingKeysWith: max)
        accepted = Set(
            Causes.accepted(diagnosis.outcomes, own: snapshot.ownNetns).filter(\.isCause).map(FindingKey.init))
        effect = Self.effect(base.analysis, diagnosis.analysis)
    }

    /// Somebody is worse off than before.
    var harms: Bool { !harmed.isEmpty || !losses.isEmpty }

    /// All that is wanted gets through, and nothing is left that stops packets of others.
    var isEnough: Bool {
        let count = diagnosis.report.questions
        return count.answered == count.wanted && !remaining.values.contains(.crit)
    }

    /// Whether a finding is no more, or less grave than it was.
    func mends(_ finding: Finding) -> Bool { remaining[FindingKey(finding)].map { $0 < finding.severity } ?? true }

    /// A gateway that is none any more, where another one answers.
    private static func isReplaced(_ key: QuestionKey, in after: [QuestionKey: Fate]) -> Bool {
        key.question == .gateway
            && after.contains { other, fate in
                other.question == .gateway && other.subject == key.subject && other.dst.family == key.dst.family
                    && fate.account == .answered
            }
    }

    private struct Fate {
        let account: Account
        let end: DropPoint?
    }

    private static func accounts(_ analysis: TargetAnalysis) -> [QuestionKey: Fate] {
        let fates = analysis.accounted.filter { $0.account != .meant }.map { question in
            (QuestionKey(question.path), Fate(account: question.account, end: question.path.ending?.dropPoint))
        }
        return Dictionary(fates) { first, _ in first }
    }

    /// Where the packets that did not get through get then. Nil where nothing is proved.
    private static func effect(_ before: TargetAnalysis, _ after: TargetAnalysis) -> String? {
        let earlier = Dictionary(before.asked.map { (QuestionKey($0), $0) }) { first, _ in first }
        var isOpened = false
        var next: (question: String, dropPoint: String)?
        for path in after.asked where path.isTelling {
            let old = earlier[QuestionKey(path)]
            if path.works {
                if old?.works != true { isOpened = true }
            } else if path.question != .ownService, next == nil, let stopped = path.stopped,
                let dropPoint = stopped.dropPoint, !dropPoint.isSame(as: old?.stopped?.dropPoint)
            {
                next = (path.question.rawValue, "\(stopped.disposition.rawValue): \(dropPoint.reason)")
            }
        }
        switch (isOpened, next) {
        case (true, nil): return Disposition.delivered.rawValue
        case (true, let next?): return "\(Disposition.delivered.rawValue); \(next.question) then \(next.dropPoint)"
        case (false, let next?): return next.dropPoint
        // A link that was bounced has lost its default route, which no packet shows: none is sent without it.
        case (false, nil):
            guard after.defaultRouteStatuses.contains(where: \.isMissing),
                !before.defaultRouteStatuses.contains(where: \.isMissing)
            else { return nil }
            return "\(Disposition.noRoute.rawValue): there is no default route"
        }
    }
}

extension DropPoint {
    fileprivate func isSame(as other: DropPoint?) -> Bool {
        guard let other else { return false }
        return (netns, stage, object, name) == (other.netns, other.stage, other.object, other.name)
    }
}
