import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// The one MTU that all ports of a bridge should have, and the port that has another.
public struct BridgeMTU: Sendable {
    public let usual: Int
    /// The attachment's own port, if that is unlike the rest.
    public let odd: LinkRef
    /// The inner end of the odd port's pair; nil where it is not known.
    public let oddEnd: LinkRef?
}

extension TargetAnalysis {
    /// What most ports have. Where as many have one as the other: the bridge's own if somebody set it, since else it follows
    /// the smallest port; then that of the uplink; then the smaller one, which fits through both. Nil where all ports agree
    /// or not all that is needed is known.
    public func bridgeMTU(of attachment: Attachment) -> BridgeMTU? {
        guard let bridge = attachment.bridge, let outer = attachment.outerRef, let own = attachment.outer.value?.mtu,
            let ports = query.portSummary(of: bridge.ref, bridge.link).value
        else { return nil }
        let counts = ports.countsByMTU(with: outer.ifindex, own)
        guard counts.count > 1, let smallest = counts.keys.min(), let most = counts.values.max() else { return nil }
        let candidates = counts.filter { $0.value == most }.keys.sorted()
        let said = [bridge.link.mtu > smallest ? bridge.link.mtu : nil, uplinkMTU(attachment)].compactMap(\.self)
        guard
            let usual = candidates.count == 1
                ? candidates.first : said.first(where: candidates.contains) ?? candidates.first
        else { return nil }
        guard own == usual else { return BridgeMTU(usual: usual, odd: outer, oddEnd: attachment.ref) }
        guard let other = counts.keys.sorted().first(where: { $0 != usual }), let index = ports.port(withMTU: other)
        else {
            return nil
        }
        let odd = LinkRef(bridge.ref.netns, index)
        return BridgeMTU(usual: usual, odd: odd, oddEnd: query.resolve(.behind(odd)))
    }

    /// Of the link by which the first router on the way out sends.
    private func uplinkMTU(_ attachment: Attachment) -> Int? {
        (waysOut[attachment.ref.netns] ?? []).lazy.compactMap { $0.steps.dropFirst().first?.link?.mtu }.first
    }
}
