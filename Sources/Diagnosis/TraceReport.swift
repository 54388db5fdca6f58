import Addresses
import Analysis
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension PathReport {
    /// What the diagnosis asked by itself: first whether each subject gets out. That a ping to the outside is asked for
    /// the sake of facts, too, makes no second question of it.
    static func asked(in analysis: TargetAnalysis) -> [PathReport] {
        let asked = analysis.asked.filter { $0.isTelling && ($0.question != .outsidePing || analysis.scope.isNode) }
        // Of a virtual machine its own way out is asked for, not its host's.
        let defaultRoutes = analysis.guests.isEmpty ? analysis.defaultRoutes : []
        return defaultRoutes.flatMap { defaultRoute($0) }
            + asked.flatMap { path in
                let account = analysis.account(of: path)?.word
                return all(path.answer, question: path.question.rawValue).map { report in
                    var report = report
                    report.account = account
                    return report
                }
            }
    }

    /// Of an address that only default routes cover, what is lacking is one of those.
    private static func defaultRoute(_ path: AskedPath) -> [PathReport] {
        all(path.answer, question: path.question.rawValue).map { report in
            guard let dropPoint = report.forward.stoppedBy, dropPoint.object == "route",
                dropPoint.name == report.flow.dst
            else {
                return report
            }
            var report = report
            report.forward.stoppedBy?.name = "default"
            return report
        }
    }

    /// The answer to a question, one report for each way that chance may fall.
    public static func all(_ answer: PathAnswer, question: String) -> [PathReport] {
        answer.traces.map { way in
            let first = way.forward
            var flow = Flow(
                src: answer.flow.src?.description ?? first.sourceText, dst: answer.flow.dst.description,
                proto: answer.flow.transport.name, dport: answer.flow.transport.ports?.destination.map { Int($0) })
            flow.sport = answer.flow.transport.ports?.source.map { Int($0) }
            var report = PathReport(
                question: question, flow: flow, forward: Direction(first),
                reply: way.replies.worst.map { Direction($0) })
            report.assumptions = first.assumptions + (way.replies.worst?.assumptions ?? [])
            return report
        }
    }
}

extension [Trace] {
    /// Of the ways back, the one that fails, if one does.
    fileprivate var worst: Trace? { first { !$0.disposition.isSuccess } ?? first }
}

extension Trace {
    /// What the sender put into the packet, before any NAT.
    fileprivate var sourceText: String? {
        let tuple = hops.lazy.compactMap { $0.nat?.before }.first
        let source = tuple?.src ?? packet.src
        return source.isUnspecified ? nil : source.description
    }
}

extension PathReport.Direction {
    init(_ path: Trace) {
        self.init(
            result: path.disposition.rawValue, hops: path.hops.map(PathReport.Hop.init),
            stoppedBy: path.dropPoint.map(PathReport.DropPoint.init),
            mtu: path.mtu)
        errorReturns = path.errorReturns
    }
}

extension PathReport.Hop {
    init(_ hop: Hop) {
        self.init(
            netns: hop.netns.inode, stage: hop.stage.rawValue, link: hop.linkName, action: hop.action.rawValue,
            because: hop.because)
        mtu = hop.mtu
        nat = hop.nat.map(PathReport.NAT.init)
        rules = hop.visits.map(PathReport.RuleStep.init)
    }
}

extension PathReport.NAT {
    init(_ change: NATChange) {
        let (old, new) = (change.before, change.after)
        switch change.side {
        case .source:
            self.init(
                side: "source", from: old.src.text(port: old.sport), to: new.src.text(port: new.sport),
                rule: change.rule?.name)
        case .destination:
            self.init(
                side: "destination", from: old.dst.text(port: old.dport), to: new.dst.text(port: new.dport),
                rule: change.rule?.name)
        }
    }
}

extension PathReport.RuleStep {
    init(_ visit: RuleVisit) {
        self.init(rule: visit.rule.name, text: visit.rule.text, outcome: Self.words(visit.outcome))
    }

    private static func words(_ outcome: RuleVisit.Outcome) -> String {
        switch outcome {
        case .noMatch(let why): why.map { "no match: \($0)" } ?? "no match"
        case .immaterial(let why): "whether it matches makes no difference: \(why)"
        case .passed: "matched, goes on"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        case .return: "return"
        case .verdict(.accept): "accept"
        case .verdict(.drop), .verdict(.noRoom), .verdict(.noPort): "drop"
        case .verdict(.reject): "reject"
        case .verdict(.queue): "queue"
        case .verdict(.stolen): "taken away"
        case .verdict(.unknown(_, let because)): "unknown: \(because)"
        }
    }
}

extension PathReport.DropPoint {
    init(_ dropPoint: DropPoint) {
        self.init(
            netns: dropPoint.netns.inode, stage: dropPoint.stage.rawValue, object: dropPoint.object.rawValue,
            name: dropPoint.name)
        because = dropPoint.reason
        rule = dropPoint.rule?.text
    }
}
