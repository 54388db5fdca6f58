import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A macvlan whose gateway answers the host by the very device below, and not the macvlan: what is behind that device takes
/// frames of the host's own hardware address only.
public struct MACFilter: Sendable {
    /// The next hop that does not answer.
    public let gateway: GatewayUse
    /// The device below.
    public let below: LinkRef
    public let belowLink: Link
    /// What the host knows of the same next hop by that device.
    public let known: Neighbor
}

extension TargetAnalysis {
    /// The host's entries are looked at only where those of a macvlan have failed.
    public var macFilters: [MACFilter] { gateways.compactMap(macFilter) }

    private func macFilter(_ use: GatewayUse) -> MACFilter? {
        guard ["macvlan", "macvtap"].contains(use.link.infoKind), let mac = use.link.address,
            use.neighbor.value.map({ !$0.state.isDisjoint(with: [.failed, .incomplete]) }) ?? false,
            let below = query.lower(of: use.ref, use.link)?.to, let link = query.link(below).value, link.isUp,
            link.hasCarrier, link.address != mac, query.edgeOfSight(at: below, link) != nil,
            let known = query.neighbor(below, use.via).value, known.lladdr != nil,
            // A permanent one says nothing of who answers.
            !known.state.isDisjoint(with: [.reachable, .stale, .delay, .probe])
        else { return nil }
        return MACFilter(gateway: use, below: below, belowLink: link, known: known)
    }
}
