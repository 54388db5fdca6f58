import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// A router that lets packets out with a source which nobody behind it can answer.
public struct MissingMasquerade: Sendable {
    public let netns: NetnsID
    /// The link they leave by.
    public let oif: LinkRef
    public let source: IPAddress
    /// A rule that was meant to translate them, and does not match.
    public let mismatch: TranslationRule?
}

/// With which source a subject's packet arrives outside.
public struct OutsideSource: Sendable {
    public let subject: NetnsID
    public let family: IPAddress.Family
    /// Nil where it can be answered.
    public let missing: MissingMasquerade?
}

extension TargetAnalysis {
    /// Nil where it does not arrive at a namespace of this node: who knows what those elsewhere can answer.
    func outsideSource(_ path: AskedPath) -> OutsideSource? {
        guard path.question == .outsidePing, path.way?.forward.disposition == .delivered else { return nil }
        return OutsideSource(
            subject: path.subject, family: path.answer.flow.dst.family, missing: missingMasquerade(path))
    }

    /// Proved only where the next namespace is on this node: its routes do not lead back.
    private func missingMasquerade(_ path: AskedPath) -> MissingMasquerade? {
        guard let way = path.way, way.replies.contains(where: { $0.disposition != .delivered }),
            let out = waysOut[path.subject]?.first(where: { $0.family == path.answer.flow.dst.family }),
            var source = out.steps.first?.decision.value?.source.value
        else { return nil }
        for (step, next) in zip(out.steps.dropFirst(), out.steps.dropFirst(2)) {
            let changes = way.forward.hops.filter { $0.netns == step.netns }.compactMap(\.nat)
            if let change = changes.last(where: { $0.side == .source }) { source = change.after.src }
            guard let iif = next.iif, let link = step.link,
                let back = routerCache.lookup(RouteFlow(dst: source), in: next.netns).value
            else { return nil }
            if back.error == nil, back.oif == iif.ifindex { continue }
            return MissingMasquerade(
                netns: step.netns, oif: LinkRef(step.netns, link.ifindex), source: source,
                mismatch: mismatch(in: step.netns, source))
        }
        return nil
    }

    /// A rule that masquerades this source, under some other condition, or one that is for nobody's network.
    private func mismatch(in id: NetnsID, _ source: IPAddress) -> TranslationRule? {
        let addresses = (query.addresses(id, source.family).value ?? []).map(\.address)
        return routerCache.translations(in: id).first { rule in
            // One for a single destination, as for what a container sends to itself, was never meant for the outside.
            guard rule.isSourceNAT, rule.destination == nil,
                rule.reference.family != (source.family == .inet ? .ip6 : .ip)
            else { return false }
            // Of a chain that is jumped to, what the jump wants is no part of the rule's words.
            guard let network = rule.source, !rule.isSourceInverted else { return isBase(rule.reference) }
            return network.contains(source) || !addresses.contains(where: network.contains)
        }
    }

    private func isBase(_ rule: RuleReference) -> Bool {
        guard rule.backend == .nft, let family = NftFamily(rawValue: rule.family.rawValue) else {
            return XtChain.builtInNames.contains(rule.chain)
        }
        return query.ruleset(rule.netns).value?.chain(NftRef(family, rule.table, rule.chain))?.base != nil
    }
}
