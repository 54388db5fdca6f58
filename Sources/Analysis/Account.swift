import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

/// How a question fares whose packet the target needs: what the verdict stands on, whatever the checks say.
public enum Account: Hashable, Sendable {
    /// It gets there and back, or out of the node with a way back.
    case answered
    /// Something stops it for certain.
    case stopped
    /// Chance or a rate decides; what must happen for it to get lost.
    case uncertain(String)
    /// Nobody can tell, and why.
    case unknown(String)
    /// Its owner plainly wants it stopped.
    case meant
}

struct AccountKey: Hashable {
    let question: AskedPath.Question
    let subject: NetnsID
    let flow: PathFlow
}

/// A question that the target needs an answer to, and how it fares.
public struct AccountedQuestion: Sendable {
    public let path: AskedPath
    public let account: Account
}

extension Account {
    /// The same without its reason, as facts and reports spell it.
    public enum Word: String, Hashable, Sendable, CaseIterable {
        case answered, stopped, uncertain, unknown, meant

        /// What it means, for schemas and pages.
        public var about: String {
            switch self {
            case .answered: "gets there and back, or out of the node with a way back"
            case .stopped: "stopped for certain"
            case .uncertain: "chance or a rate decides"
            case .unknown: "nobody can tell"
            case .meant: "stopped, as the owner of the rule plainly wants"
            }
        }
    }

    public var word: Word {
        switch self {
        case .answered: .answered
        case .stopped: .stopped
        case .uncertain: .uncertain
        case .unknown: .unknown
        case .meant: .meant
        }
    }
}

extension TargetAnalysis {
    func accounted(_ path: AskedPath) -> AccountedQuestion? {
        account(of: path).map { AccountedQuestion(path: path, account: $0) }
    }

    /// Whether its loss is the target's: the way out, what somebody waits for, a published port, and name servers where
    /// none is left.
    public func isVital(_ path: AskedPath) -> Bool {
        switch path.question {
        case .to, .stuck, .fullSize, .stubResolver, .outside, .outsidePing, .published: true
        case .nameserver, .upstream:
            !asked.contains {
                $0.question == path.question && $0.subject == path.subject && account(of: $0) == .answered
            }
        default: false
        }
    }

    /// Nil where nobody needs it answered: it was asked for what it shows beside another. Checks ask for it again and
    /// again.
    public func account(of path: AskedPath) -> Account? {
        let key = AccountKey(question: path.question, subject: path.subject, flow: path.answer.flow)
        if let known = accounts[key] { return known }
        let before = query.lacks
        let account = judge(path)
        if query.lacks == before { accounts.updateValue(account, forKey: key) }
        return account
    }

    private func judge(_ path: AskedPath) -> Account? {
        guard isNeeded(path) else { return nil }
        // The small one tells of all but its size.
        if path.question == .fullSize, path.way?.disposition != .tooBig { return path.works ? .answered : nil }
        if let reason = path.unknownReason { return .unknown(reason) }
        if let lost = path.perhapsLost {
            // As for a rule that stops pings for certain.
            if path.question == .gateway, lost.dropPoint?.rule != nil { return nil }
            return .uncertain(lost.assumptions.joined(separator: ", "))
        }
        guard let dropPoint = path.stopped?.dropPoint else {
            if isUntranslated(path) || isRefusedByQueue(path) || isTakenByNobody(path) || isLedAstray(path) {
                return .stopped
            }
            if let bypass = bypass(path) {
                let dst = path.answer.flow.dst
                return .uncertain("nobody behind \(bypass.leavesName) has \(dst), which \(bypass.linkName) leads to")
            }
            if let stray = path.strayAnswer {
                let link = routerCache.linkName(stray.oif.netns, stray.oif.ifindex)
                return .uncertain("\(stray.gateway) behind \(link) does not send answers back that are led there")
            }
            if let mac = strayDestination(path) {
                return .unknown("answers are sent to \(mac), which no card of the machine has that was ever heard")
            }
            guard let crossed = crossedAnswer(path) else { return .answered }
            return .uncertain(
                "nobody behind \(crossed.leavesName) passes answers to clients of \(crossed.arrivesName)")
        }
        if isFailure(path) || path.isStoppedAsking { return .stopped }
        // What stops it is no matter of its size: the small one tells.
        if path.question == .outsideFull, path.way?.disposition != .tooBig { return nil }
        if let rule = dropPoint.rule { return account(path, stoppedBy: rule) }
        if path.way?.disposition == .tooBig {
            return path.stopped?.errorReturns == true || isClamped(path) ? .answered : .stopped
        }
        // Where somebody refuses, or a network beyond goes on or not, it was reached.
        let isDiverted = path.question == .outside && path.way?.forward.destinationNAT != nil
        return (path.isWanted || isDiverted) && dropPoint.stage == .socket ? .stopped : .answered
    }

    private func account(_ path: AskedPath, stoppedBy rule: RuleReference) -> Account? {
        if path.isWanted { return .stopped }
        switch path.question {
        // That pings are not answered says nothing about anything else.
        case .gateway: return nil
        case .published: return isMeantForOthers(path) || refusal(path) != nil ? .meant : .stopped
        default: return refusal(path) == nil ? .stopped : .meant
        }
    }

    private func isNeeded(_ path: AskedPath) -> Bool {
        switch path.question {
        case .to, .stuck, .fullSize, .flow, .stubResolver, .upstream, .outside, .outsideFull, .gateway, .published:
            path.isTelling
        case .nameserver:
            !askedNameservers.contains {
                $0.netns == path.subject && $0.address == path.answer.flow.dst && $0.isHostFile
            }
        // Where nobody there listens, a connection says nothing of the way back: a ping does.
        case .outsidePing: path.isReplyStopped && !isTold(path)
        case .gatewayService, .defaultRoute, .overlay, .overlayFull, .lower, .tun, .publishedLocal,
            .policed, .publishedAside, .neighbor, .client, .service, .ownService, .fromRouter, .sibling, .fromSibling:
            false
        }
    }

    /// A connection to the outside of the same family says how the way out fares.
    private func isTold(_ ping: AskedPath) -> Bool {
        asked.contains { other in
            other.question == .outside && other.subject == ping.subject && other.isTelling
                && other.answer.flow.dst.family == ping.answer.flow.dst.family
        }
    }

    /// It leaves with a source that, as was seen, nobody outside can answer.
    private func isUntranslated(_ path: AskedPath) -> Bool {
        guard let forward = path.way?.forward, forward.disposition == .leftNode else { return false }
        return outsideSources.contains { seen in
            seen.subject == path.subject && seen.missing?.source == forward.packet.src
                && seen.missing?.oif == forward.hops.last?.link
        }
    }
}

extension AskedPath {
    /// Why nobody can tell what becomes of it; nil where that is known, or a matter of chance.
    var unknownReason: String? {
        guard answer.works == nil else { return nil }
        return answer.traces.lazy.compactMap { way in
            let trace = ([way.forward] + way.replies).first { $0.disposition == .unknown }
            return trace.map { $0.dropPoint?.reason ?? "it is not known why" }
        }.first
    }

    /// The way on which it gets lost, where chance or a rate decides whether it does.
    public var perhapsLost: Trace? {
        guard answer.works == nil, unknownReason == nil else { return nil }
        return answer.traces.lazy.compactMap { way in
            ([way.forward] + way.replies).first { $0.dropPoint != nil }
        }.first
    }

    /// A rule stops the question who has the next hop's address, or the answer to it, and not the packet itself.
    public var isStoppedAsking: Bool {
        stopped?.dropPoint?.rule != nil && stopped?.dropPoint?.solicitation != nil
    }
}
