import Analysis
import NetworkModel
import PacketTrace
import Repairs
import SnapshotQuery
import Topology

/// Fixes simulated: each is applied to the snapshot, and every question is asked again.
public struct FixProof {
    /// The diagnosis, with what packets would do after each fix.
    public let diagnosis: Diagnosis
    /// Facts that the packets would then meet and that nobody has read yet.
    public let needs: Set<Need>

    /// What came out of commands for which no fact was lacking: nothing that is read later changes it.
    private let settled: [String: String?]

    /// Each costs about as much as a round.
    private static let most = 6

    /// - Parameter earlier: the proof of the round before.
    public init(_ diagnosis: Diagnosis, _ snapshot: Snapshot, after earlier: FixProof? = nil) {
        var report = diagnosis.report
        var needs: Set<Need> = []
        var settled = earlier?.settled ?? [:]
        var tried = 0
        // Of a whole node nobody traces all packets again.
        let isTriable = !diagnosis.analysis.scope.isNode && !snapshot.isNodeWide
        for finding in report.findings.indices where isTriable && report.findings[finding].isRootCause {
            let hasBehind = !report.findings[finding].explains.isEmpty
            for fix in report.findings[finding].fix.indices where tried < Self.most {
                let command = report.findings[finding].fix[fix].command
                guard let rehearsal = Repair(command) else { continue }
                if let effect = settled[command] {
                    tried += 1
                    report.findings[finding].fix[fix].effect = effect
                    continue
                }
                guard let changed = rehearsal.applied(to: snapshot) else { continue }
                tried += 1
                let analysis = TargetAnalysis(changed)
                let effect =
                    Self.effect(diagnosis.analysis.asked, analysis.asked)
                    ?? (hasBehind ? Self.missingRoute(analysis) : nil)
                report.findings[finding].fix[fix].effect = effect
                if analysis.query.needs.isEmpty { settled.updateValue(effect, forKey: command) }
                needs.formUnion(analysis.query.needs)
            }
        }
        self.diagnosis = Diagnosis(diagnosis, report)
        self.needs = needs
        self.settled = settled
    }

    /// A link that was bounced has lost its default route, which no packet shows: none is sent without it.
    private static func missingRoute(_ analysis: TargetAnalysis) -> String? {
        analysis.defaultRouteStatuses.contains(where: \.isMissing)
            ? "\(Disposition.noRoute.rawValue): there is no default route" : nil
    }

    private struct Key: Hashable {
        let subject: NetnsID
        let question: AskedPath.Question
        let flow: PathFlow
    }

    /// In the words of the report: where the packets that did not get through get then. Nil where nothing is proved.
    static func effect(_ before: [AskedPath], _ after: [AskedPath]) -> String? {
        let earlier = Dictionary(
            before.map { (Key(subject: $0.subject, question: $0.question, flow: $0.answer.flow), $0) }
        ) { first, _ in first }
        var isOpened = false
        var next: (question: String, dropPoint: String)?
        for path in after where path.isTelling {
            let old = earlier[Key(subject: path.subject, question: path.question, flow: path.answer.flow)]
            if path.works {
                if old?.works != true { isOpened = true }
            } else if path.question != .ownService, next == nil, let stopped = path.stopped,
                let dropPoint = stopped.dropPoint,
                !dropPoint.isSame(as: old?.stopped?.dropPoint)
            {
                next = (path.question.rawValue, "\(stopped.disposition.rawValue): \(dropPoint.reason)")
            }
        }
        switch (isOpened, next) {
        case (true, nil): return Disposition.delivered.rawValue
        case (true, let next?): return "\(Disposition.delivered.rawValue); \(next.question) then \(next.dropPoint)"
        case (false, let next?): return next.dropPoint
        case (false, nil): return nil
        }
    }
}

extension DropPoint {
    fileprivate func isSame(as other: DropPoint?) -> Bool {
        guard let other else { return false }
        return (netns, stage, object, name) == (other.netns, other.stage, other.object, other.name)
    }
}
