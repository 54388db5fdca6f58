import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// A router that lets packets out with a source which nobody behind it can answer.
public struct MissingMasquerade: Sendable {
    /// The router.
    public let netns: NetnsID
    /// The link they leave by.
    public let oif: LinkRef
    /// The source with which they leave.
    public let source: IPAddress
    /// How it is known that nobody answers.
    public let evidence: OutsideEvidence
    /// A rule that was meant to translate them, and does not match.
    public let mismatch: TranslationRule?
    /// The source with the length of the uplink's network, where that rule has put it in; nil else.
    public var lent: IPPrefix?
}

/// With which source a subject's packet arrives outside.
public struct OutsideSource: Sendable {
    /// Whose packet it is.
    public let subject: NetnsID
    /// What it is about.
    public let flow: PathFlow
    /// Nil where it can be answered.
    public let missing: MissingMasquerade?
}

extension TargetAnalysis {
    /// Nil where it does not get out.
    func outsideSource(_ path: AskedPath) -> OutsideSource? {
        guard path.question == .outsidePing, let end = path.way?.forward.disposition else { return nil }
        switch end {
        case .delivered, .leftNode:
            if let lent = lentAddress(path) {
                return OutsideSource(subject: path.subject, flow: path.answer.flow, missing: lent)
            }
        default: return nil
        }
        switch end {
        case .delivered:
            return OutsideSource(
                subject: path.subject, flow: path.answer.flow, missing: missingMasquerade(path))
        case .leftNode:
            return OutsideSource(
                subject: path.subject, flow: path.answer.flow,
                // Routers before the last one are on this node.
                missing: missingMasquerade(path) ?? untranslated(path))
        default: return nil
        }
    }

    /// Proved only where the next namespace is on this node: its routes do not lead back.
    private func missingMasquerade(_ path: AskedPath) -> MissingMasquerade? {
        guard let way = path.way, way.replies.contains(where: { $0.disposition != .delivered }) else { return nil }
        // Who is out of sight sends from no namespace: the first to pass it on is the router.
        let passages = way.forward.passages
        let isForeign = path.answer.flow.iif != nil
        guard var source = isForeign ? path.answer.flow.src : passages.first?.path?.source.value else { return nil }
        let routers = isForeign ? passages[...] : passages.dropFirst()
        for (step, next) in zip(routers, routers.dropFirst()) {
            let changes = way.forward.hops.filter { $0.netns == step.netns }.compactMap(\.nat)
            if let change = changes.last(where: { $0.side == .source }) { source = change.after.src }
            // Rules may write addresses without NAT: the packet that arrives is the one that is answered.
            if next.netns == way.forward.netns { source = way.forward.packet.src }
            guard let iif = next.iif, let oif = step.oif,
                let back = way.decision(to: source, in: next.netns)
                    ?? routerCache.lookup(RouteFlow(dst: source), in: next.netns).value
            else { return nil }
            if back.error == nil, back.oif == iif.ifindex { continue }
            return MissingMasquerade(
                netns: step.netns, oif: oif, source: source, evidence: .noRouteBack,
                mismatch: mismatch(in: step.netns, source))
        }
        return nil
    }

    /// What one rule should translate: the network of the router's own that the source lives in, since its neighbours are
    /// no better off; else the source alone.
    public func sourceNetwork(of missing: MissingMasquerade) -> IPPrefix? {
        let own = (query.addresses(missing.netns, missing.source.family).value ?? []).filter {
            $0.isUsable && $0.ifindex != missing.oif.ifindex && $0.address != missing.source && $0.local.length < 31
                && $0.network.contains(missing.source)
        }
        return own.map(\.network).max { $0.length < $1.length }
            ?? IPPrefix(missing.source, length: missing.source.family.width)
    }

    /// A rule that masquerades this source, under some other condition, or one that is for nobody's network.
    func mismatch(in id: NetnsID, _ source: IPAddress) -> TranslationRule? {
        let addresses = (query.addresses(id, source.family).value ?? []).map(\.address)
        return routerCache.translations(in: id).first { rule in
            // One for a single destination, as for what a container sends to itself, was never meant for the outside.
            guard rule.isSourceNAT, rule.serves(source.family), rule.conditions.isKnown,
                rule.conditions.destinations.allSatisfy(\.isInverted)
            else { return false }
            // Of a chain that is jumped to, what the jump wants is no part of the rule's own conditions.
            let limits = rule.conditions.sources.filter { !$0.isInverted }
            guard !limits.isEmpty else { return isBase(rule.reference) }
            guard let isCovered = query.admits(source, limits, of: rule.reference) else { return false }
            return isCovered || addresses.allSatisfy { query.admits($0, limits, of: rule.reference) == false }
        }
    }

    private func isBase(_ rule: RuleReference) -> Bool {
        guard rule.backend == .nft, let family = NftFamily(rawValue: rule.family.rawValue) else {
            return XtChain.builtInNames.contains(rule.chain)
        }
        return query.ruleset(rule.netns).value?.chain(NftRef(family, rule.table, rule.chain))?.base != nil
    }
}

extension BidirectionalTrace {
    /// How the answer is routed where it passes a namespace on its way to an address.
    fileprivate func decision(to address: IPAddress, in id: NetnsID) -> RouteDecision? {
        replies.lazy.flatMap(\.passages).first { $0.netns == id && $0.decision.flow.dst == address }?.decision
    }
}
