import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A device that cannot be made a port of the bridge that it seems meant for, since others ride on it: it has but one
/// receive handler.
public struct BusyParent: Sendable {
    /// The next hop that nobody on the bridge has.
    public let gateway: GatewayUse
    public let bridge: LinkRef
    public let bridgeLink: Link
    /// The device by which the host reaches the same next hop.
    public let parent: LinkRef
    public let parentLink: Link
    /// Devices that ride on it, as far as they are in sight.
    public let children: [LinkRef]
    /// Hardware addresses that it takes for them.
    public let taken: [LinkLayerAddress]
}

extension TargetAnalysis {
    public var busyParents: [BusyParent] { gateways.compactMap(busyParent) }

    private func busyParent(_ use: GatewayUse) -> BusyParent? {
        guard scope.subjects.contains(use.netns), use.via.family == .inet, use.owner.isAbsent,
            let bridge = use.attachment?.bridge
        else { return nil }
        let id = bridge.ref.netns
        let routes = (query.routes(id, .inet).value ?? []).filter { route in
            route.type == .unicast && route.nexthops.contains { $0.gateway == use.via }
        }
        for ifindex in Set(routes.flatMap(\.nexthops).compactMap(\.ifindex)).sorted()
        where ifindex != bridge.ref.ifindex {
            let ref = LinkRef(id, ifindex)
            guard let link = query.link(ref).value, link.isUp, link.master == nil, !link.isLoopback,
                link.infoKind != "bridge"
            else { continue }
            let children = query.riders(on: ref)
            let taken = query.takenAddresses(ref).value?.filter { $0 != link.address } ?? []
            guard !children.isEmpty || !taken.isEmpty else { continue }
            return BusyParent(
                gateway: use, bridge: bridge.ref, bridgeLink: bridge.link, parent: ref, parentLink: link,
                children: children, taken: taken)
        }
        return nil
    }
}
