import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// A policy rule that sends packets by a table of its own to where they get lost, while without it they would arrive.
public struct PolicyHijack: Sendable {
    /// Where the rule is.
    public let netns: NetnsID
    public let family: IPAddress.Family
    /// It leads to a table that namespaces are not born with.
    public let rule: Rule
    /// What becomes of a packet with the rule.
    public let decision: RouteDecision
    /// And without it.
    public let other: RouteDecision
    /// The subject's address, where answers to it are what goes astray; nil for its own packets.
    public let reply: IPAddress?
    /// Where packets are for that go astray; nil for the outside.
    public let towards: IPAddress?
    /// Subjects whose packets meet the rule.
    public let affected: [NetnsID]
    /// Whoever gets the packets outside may send them back.
    public var isLikely = false
}

extension TargetAnalysis {
    /// Each is proved: without the rule the same packet gets further. None for a whole node.
    public var policyHijacks: [PolicyHijack] {
        guard !scope.isNode else { return [] }
        let found =
            scope.subjects.flatMap { id in (waysOut[id] ?? []).flatMap { hijacks(of: $0, from: id) } } + replyHijacks
        return found + pathHijacks(besides: Set(found.map { RuleOfNetns(netns: $0.netns, rule: $0.rule) }))
    }

    private func hijacks(of way: Egress, from subject: NetnsID) -> [PolicyHijack] {
        guard way.steps.contains(where: { $0.decision.foreignRule != nil }), isLost(way, from: subject) else {
            return []
        }
        let path = asked.first {
            $0.subject == subject && $0.question == .outsidePing && $0.answer.flow.dst.family == way.family
        }
        // A second fault may stop the answers.
        let isLeaving = path?.way?.forward.disposition.isSuccess ?? false
        return way.steps.compactMap { step in
            guard let rule = step.decision.foreignRule else { return nil }
            let decision = step.decision
            return trying({ $0.namespaces[step.netns]?.rules.rows.removeAll { $0 == rule } }) { other in
                guard let found = other.decision(in: step.netns, of: subject, way.family), found.error == nil,
                    found.oif != decision.oif || found.gateway != decision.gateway,
                    let path = other.asked.first(where: {
                        $0.subject == subject && $0.question == .outsidePing && $0.answer.flow.dst.family == way.family
                    }), path.works || !isLeaving && path.way?.forward.disposition.isSuccess == true
                else { return nil }
                return PolicyHijack(
                    netns: step.netns, family: way.family, rule: rule, decision: decision, other: found, reply: nil,
                    towards: nil,
                    affected: affected(by: step.netns))
            }
        }
    }

    /// How a namespace on the way of a subject's packets routes them.
    private func decision(in id: NetnsID, of subject: NetnsID, _ family: IPAddress.Family) -> RouteDecision? {
        waysOut[subject]?.first { $0.family == family }?.steps.first { $0.netns == id }?.decision
    }

    /// Packets of a subject for the outside do not arrive.
    private func isLost(_ way: Egress, from subject: NetnsID) -> Bool {
        guard !way.isCut else { return way.disposition != .unknown && way.disposition != .loop }
        let path = asked.first {
            $0.subject == subject && $0.question == .outsidePing && $0.answer.flow.dst.family == way.family
        }
        return path?.stopped != nil
    }

    private var replyHijacks: [PolicyHijack] {
        replies.filter { $0.isRight == false }.compactMap { reply in
            guard let decision = reply.decision.value, let rule = decision.foreignRule else { return nil }
            let isSame = { (other: Reply) in
                other.netns == reply.netns && other.address == reply.address
                    && other.attachment.ref == reply.attachment.ref
            }
            return trying({ $0.namespaces[reply.netns]?.rules.rows.removeAll { $0 == rule } }) { other in
                guard let right = other.replies.first(where: isSame), right.isRight == true,
                    let found = right.decision.value
                else { return nil }
                return PolicyHijack(
                    netns: reply.netns, family: reply.address.local.family, rule: rule, decision: decision,
                    other: found,
                    reply: reply.address.address, towards: nil, affected: [reply.attachment.ref.netns])
            }
        }
    }
}

/// A policy rule of one namespace.
private struct RuleOfNetns: Hashable {
    var netns: NetnsID
    var rule: Rule
}

extension TargetAnalysis {
    /// Rules that are tried: each costs an analysis.
    private static let mostTrials = 4

    /// Of whatever else the target needs and does not get: with the source, the mark and the port that the packet has there.
    private func pathHijacks(besides known: Set<RuleOfNetns>) -> [PolicyHijack] {
        var tried = known
        var found: [PolicyHijack] = []
        for path in asked where isAstray(path) {
            guard let trace = path.stopped ?? path.strayAnswer?.trace else { continue }
            for passage in trace.passages {
                guard let rule = passage.decision.foreignRule, tried.count < known.count + Self.mostTrials,
                    tried.insert(RuleOfNetns(netns: passage.netns, rule: rule)).inserted,
                    let right = decision(of: path, in: passage.netns, without: rule)
                else { continue }
                let isReply = path.isReplyStopped || path.stopped == nil
                found.append(
                    PolicyHijack(
                        netns: passage.netns, family: path.answer.flow.dst.family, rule: rule,
                        decision: passage.decision, other: right,
                        reply: isReply ? passage.decision.flow.dst : nil,
                        towards: isReply ? nil : path.answer.flow.dst,
                        affected: Set(affected(by: passage.netns) + [path.subject]).sorted(),
                        isLikely: path.stopped == nil))
            }
        }
        return found
    }

    /// It is stopped, or its answer leaves the node, and either matters.
    private func isAstray(_ path: AskedPath) -> Bool {
        switch account(of: path) {
        case .stopped: path.stopped != nil
        case .uncertain: path.stopped == nil && path.strayAnswer != nil
        default: false
        }
    }

    /// How a namespace routes the packet that was stopped, or its answer, once a rule is gone; nil where it is stopped still.
    private func decision(of path: AskedPath, in id: NetnsID, without rule: Rule) -> RouteDecision? {
        trying({ $0.namespaces[id]?.rules.rows.removeAll { $0 == rule } }) { other in
            let same = other.asked.first {
                $0.subject == path.subject && $0.question == path.question && $0.answer.flow == path.answer.flow
            }
            guard let same, same.works, same.strayAnswer == nil, let way = same.way else { return nil }
            let traces = path.stopped == nil || path.isReplyStopped ? way.replies : [way.forward]
            return traces.lazy.flatMap(\.passages).first { $0.netns == id }?.decision
        }
    }
}

extension RouteDecision {
    /// The rule that decided, where it leads to a table that namespaces are not born with.
    fileprivate var foreignRule: Rule? {
        guard let rule, case .table(let table) = rule.action, !rule.l3mdev else { return nil }
        return [RouteTable.local, RouteTable.main, RouteTable.default].contains(table) ? nil : rule
    }
}

extension Rule {
    /// `from 10.1.0.0/24 fwmark 0x1 lookup 100`, as `ip rule` has it; a selector that is not there is not named.
    public var words: String {
        var words: [String] = invert ? ["not"] : []
        words += ["from", src.map(\.description) ?? "all"]
        if let dst { words += ["to", dst.description] }
        if let tos, tos != 0 { words += ["tos", "0x" + String(tos, radix: 16)] }
        if let fwmark {
            let mask = fwmask.map { $0 == .max ? "" : "/0x" + String($0, radix: 16) } ?? ""
            words += ["fwmark", "0x" + String(fwmark, radix: 16) + mask]
        }
        if let iif { words += ["iif", iif] }
        if let oif { words += ["oif", oif] }
        if case .table(let table) = action { words += ["lookup", RouteTable.name(table)] }
        return words.joined(separator: " ")
    }
}
