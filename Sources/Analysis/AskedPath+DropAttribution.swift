import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import RulesetText
import SnapshotQuery
import Topology

// What a stopped packet says about its cause beyond the object that stopped it.

extension AskedPath {
    /// The rule that stops it sees only one direction of the connection, so that conntrack knows no answer there.
    public var isOneWay: Bool {
        guard let dropPoint = stopped?.dropPoint, dropPoint.rule != nil, let way else { return false }
        if question == .client, !isReplyStopped { return true }
        return isReplyStopped && !way.forward.isTracked(in: dropPoint.netns)
    }

    /// The program that manages a host's firewall and whose rule stops it, by the names that it gives to tables and
    /// chains; nil where it is nobody's that we know.
    public var manager: String? {
        guard let path = stopped, let rule = path.dropPoint?.rule else { return nil }
        let visited = path.hops.last { $0.hook != nil }?.visits ?? []
        let chains =
            [rule.chain]
            + visited.filter { $0.rule.table == rule.table && $0.rule.family == rule.family }.map(\.rule.chain)
        if rule.table == "firewalld" { return "firewalld" }
        // The iptables backend of firewalld.
        if chains.contains(where: { Self.firewalld.contains($0) || $0.hasPrefix("FWDI_") || $0.hasPrefix("FWD_") }) {
            return "firewalld"
        }
        return chains.contains { $0.hasPrefix("ufw-") || $0.hasPrefix("ufw6-") } ? "ufw" : nil
    }

    /// Name of the link that leads to the subject, where the packet is stopped as it is forwarded; nil elsewhere.
    public var innerLink: String? {
        guard let packet = stopped?.packet, case .known(let input) = packet.input,
            case .known(let output) = packet.output
        else { return nil }
        let isInbound = question.isInbound
        return isInbound != isReplyStopped ? output.name : input.name
    }

    private static let firewalld: Set<String> = [
        "FORWARD_IN_ZONES", "FORWARD_OUT_ZONES", "FORWARD_POLICIES_PRE", "FORWARD_direct",
    ]
}

extension TargetAnalysis {
    /// Whether the published port is open to other clients than the one that is asked for, by a rule about it: what stops
    /// that one is meant. Where nobody may use it, somebody made a mistake.
    public func isMeantForOthers(_ path: AskedPath) -> Bool {
        guard path.question == .published, let published = path.published, let stopped = path.stopped,
            let dropPoint = stopped.dropPoint?.rule
        else { return false }
        let isOpen = asked.contains { other in
            other.question == .published && other.subject == path.subject && other.works
                && other.published?.port == published.port && other.published?.proto == published.proto
        }
        if isOpen { return true }
        let own = (query.addresses(dropPoint.netns, published.target.family).value ?? []).map(\.address)
        // A rule that stops some clients only leaves the port to all others.
        let isPartial = query.meanings(of: dropPoint).contains { $0.conditions.isAboutClients(own) }
        if isPartial { return true }
        let chains = Set((stopped.hops.last { $0.hook != nil }?.visits ?? []).map(\.rule.chain)).union([dropPoint.chain]
        )
        return meanings(in: chains, beside: dropPoint).contains { meaning in
            meaning.letsPass && meaning.conditions.isAbout(published, own)
        }
    }

    /// What the rules of some chains mean, of the table that a rule is in.
    func meanings(in chains: Set<String>, beside rule: RuleReference) -> [RuleMeaning] {
        let names = chains.sorted().prefix(64)
        if rule.backend == .nft {
            guard let family = NftFamily(rawValue: rule.family.rawValue),
                let table = query.ruleset(rule.netns).value?.table(family, rule.table)
            else { return [] }
            return names.flatMap { name in
                (query.nftRules(rule.netns, table.ref(name)).value ?? []).prefix(256).flatMap {
                    query.meanings(of: $0, table, rule.netns)
                }
            }
        }
        let family: XtFamily = rule.family == .ip6 ? .ip6 : .ip
        guard let table = query.xtable(rule.netns, family, rule.table).value else { return [] }
        return table.chains.filter { names.contains($0.name) }.flatMap { chain in
            chain.rules.prefix(256).map { RuleMeaning($0, family == .ip6 ? .inet6 : .inet) }
        }
    }
}

extension RuleMeaning {
    /// Packets that match may go on, here or in another chain.
    fileprivate var letsPass: Bool {
        switch actions.last {
        case .accept, .return, .jump, .goto, .lookup: true
        default: false
        }
    }
}

extension RuleConditions {
    /// They name the port where it arrives, its host, or clients that are neither this node's own networks nor those of
    /// its pods, and leave out nothing of what the port is.
    fileprivate func isAbout(_ published: PublishedPort, _ own: [IPAddress]) -> Bool {
        let isElse =
            destinations.contains { $0.holds { $0.contains(published.target) } == false }
            || destinationPorts.contains { $0.holds { $0.contains(published.targetPort) } == false }
            || protocols.contains { $0.holds { $0 == published.proto.rawValue } == false }
        guard !isElse else { return false }
        let isHost = destinations.flatMap(\.wanted).contains { $0.host == published.target }
        let isPort = destinationPorts.flatMap(\.wanted).contains {
            $0.contains(published.targetPort) && $0.upperBound < .max
        }
        return isHost || isPort || isAboutClients(own)
    }

    /// They ask who sends, and not just whether it is this node or a pod.
    fileprivate func isAboutClients(_ own: [IPAddress]) -> Bool {
        sources.contains { test in
            test.wantedSet != nil || test.isInverted
                || test.wanted.contains { client in !own.contains(where: client.contains) }
        }
    }
}

extension TargetAnalysis {
    /// The subject's network that a packet was sent from.
    public func sourceNetwork(_ path: AskedPath) -> IPPrefix? {
        guard let forward = path.way?.forward else { return nil }
        let source = forward.hops.lazy.compactMap(\.nat?.before.src).first ?? forward.packet.src
        return (query.addresses(path.subject, source.family).value ?? []).first { $0.address == source }?.network
    }

    /// The network that it is for: the subject's own, or the one that the router's route names.
    public func destinationNetwork(_ path: AskedPath) -> IPPrefix? {
        let dst = path.answer.flow.dst
        if let own = sourceNetwork(path), own.contains(dst) { return own }
        guard let router = path.way?.forward.sourceNAT?.rule?.netns else { return nil }
        return routerCache.lookup(RouteFlow(dst: dst), in: router).value?.route?.dst.network
    }
}

extension TargetAnalysis {
    /// A namespace that a subject hangs on, or that routes for it: what people call its node.
    public func isNode(_ id: NetnsID, of subject: NetnsID) -> Bool {
        guard id != subject else { return false }
        if routers[id]?.contains(subject) == true { return true }
        return attachments(of: subject).contains { attachment in
            attachment.bridge?.ref.netns == id || attachment.outerRef?.netns == id && !isSubjectLike(id, attachment)
        }
    }

    /// The other end of a pair without anything in between: as much a host as the subject.
    private func isSubjectLike(_ id: NetnsID, _ attachment: Attachment) -> Bool {
        attachment.manner == .direct && query.namespace(id)?.isOwn != true
    }
}
