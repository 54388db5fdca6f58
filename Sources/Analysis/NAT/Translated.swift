import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import SnapshotQuery

// What became of a packet whose destination was translated.

extension AskedPath {
    /// The namespace that translated its destination.
    public var translator: NetnsID? { way?.forward.hops.last { $0.nat?.side == .destination }?.netns }

    /// The address that it was sent to is nobody's where it was translated: a service, not a host.
    public func isVirtual(in analysis: TargetAnalysis) -> Bool {
        guard let id = translator,
            let dst = way?.forward.hops.first(where: { $0.nat?.side == .destination })?.nat?.before.dst
        else { return false }
        return !(analysis.query.addresses(id, dst.family).value ?? []).contains { $0.address == dst }
    }

    /// A rule with the same conditions, and another target, was asked before the one that publishes the port.
    public var isShadowed: Bool {
        guard let mine = published?.rule, let change = way?.forward.destinationNAT, let rule = change.rule,
            rule != mine.reference, change.after.dst != published?.target
        else { return false }
        return rule.conditions == mine.reference.conditions
    }

    /// Translation leads it back to the subject.
    public func isHairpin(in analysis: TargetAnalysis) -> Bool {
        guard answer.flow.netns == subject, let target = way?.forward.destinationNAT?.after.dst else { return false }
        return (analysis.query.addresses(subject, target.family).value ?? []).contains { $0.address == target }
    }

    /// The bridge that took the answer past the namespace which translated the question, so that it came from an
    /// address which nobody had asked.
    public func shortcut(in analysis: TargetAnalysis) -> (ref: LinkRef, link: Link)? {
        guard isReplyStopped, let path = stopped, let dropPoint = path.dropPoint, dropPoint.stage == .socket,
            dropPoint.object == "socket",
            let translator, !path.hops.contains(where: { $0.netns == translator && $0.nat != nil }),
            let hop = path.hops.first(where: { $0.netns == translator && $0.stage == .bridge }),
            let port = hop.link.flatMap({ analysis.query.link($0).value }), let bridge = port.master
        else { return nil }
        let ref = LinkRef(translator, bridge)
        return analysis.query.link(ref).value.map { (ref, $0) }
    }

    /// A rule for routed packets stops one that a bridge passes on: bridge-nf shows it to them.
    public var isStoppedOnBridge: Bool {
        guard let path = stopped, path.dropPoint?.rule != nil, path.hops.last?.hook == .forward else { return false }
        return path.packet.physicalInput.value != nil && path.packet.physicalOutput.value != nil
    }

    /// For flows that conntrack remembers: how a new one fares that is translated otherwise, where it arrives.
    public var freshNAT: NATChange? {
        guard let fresh, fresh.works == true, let change = fresh.traces.first?.forward.destinationNAT,
            change.after.dst != way?.forward.destinationNAT?.after.dst
                || change.after.dport != way?.forward.destinationNAT?.after.dport
        else { return nil }
        return change
    }
}
