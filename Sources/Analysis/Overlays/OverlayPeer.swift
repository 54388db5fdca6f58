import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// The other end of an overlay that a packet was meant for, as far as this machine knows it: what the agent that forgot an
/// entry would have written there.
public struct OverlayPeer: Hashable, Sendable {
    /// Hardware address of the device there; nil where nothing tells.
    public let mac: LinkLayerAddress?
    /// The address of its node that outer packets should go to; nil where nothing tells.
    public let address: IPAddress?
    /// The device itself; nil where only this node's own tables speak of it.
    public let device: LinkRef?
}

extension TargetAnalysis {
    /// Namespaces that are searched for the other end.
    private static let mostPlaces = 16

    /// The device that has the hardware address, or the next hop's address, wherever it can be seen; else what the node's
    /// own tables leave as the only possibility. Asked only where something is wrong: it reads links of other namespaces.
    public func overlayPeer(of use: TunnelUse) -> OverlayPeer? {
        guard use.tunnel.kind == "vxlan" else { return nil }
        if let ref = overlayPeerInSight(of: use), case .known(let link) = query.link(ref) {
            return OverlayPeer(mac: link.address, address: underlayAddress(of: ref, link, for: use), device: ref)
        }
        guard use.trouble == .noNeighbor, let mac = onlyUnclaimedMAC(of: use) else { return nil }
        return OverlayPeer(mac: mac, address: nil, device: nil)
    }

    private func overlayPeerInSight(of use: TunnelUse) -> LinkRef? {
        let device = use.tunnel.device
        var places = [query.lower(of: device, use.link)?.to].compactMap { $0 }.compactMap { below in
            query.link(below).value.flatMap { query.peer(of: below, $0)?.to?.netns }
        }
        places += query.snapshot.namespaces.keys.sorted()
        var seen: Set<NetnsID> = [device.netns]
        for id in places.filter({ seen.insert($0).inserted }).prefix(Self.mostPlaces) {
            for link in query.links(id).value ?? []
            where link.infoKind == "vxlan" && link.vni == use.link.vni && isEnd(link, in: id, of: use) {
                return LinkRef(id, link.ifindex)
            }
        }
        return nil
    }

    /// By the address of its next hop where that was looked up, since a hardware address may be an old one.
    private func isEnd(_ link: Link, in id: NetnsID, of use: TunnelUse) -> Bool {
        if use.trouble == .noNeighbor {
            guard let nexthop = use.tunnel.nexthop else { return false }
            return (query.addresses(id, nexthop.family).value ?? []).contains { $0.address == nexthop }
        }
        return link.address != nil && link.address == use.tunnel.mac
    }

    /// The one that the device sends from, if its node has it and ours has not; else the only one in a network of ours.
    private func underlayAddress(of ref: LinkRef, _ link: Link, for use: TunnelUse) -> IPAddress? {
        guard case .vxlan(let info) = link.info, case .vxlan(let own) = use.link.info,
            let below = query.peerNamespace(ref.netns, nsid: link.linkNetnsid).value, let here = underlay(of: use)
        else { return nil }
        let family = own.local?.family ?? info.local?.family ?? .inet
        let ours = query.addresses(here, family).value ?? []
        let theirs = (query.addresses(below, family).value ?? []).filter { address in
            address.address.isGlobal && !ours.contains { $0.address == address.address }
        }
        if let local = info.local, !local.isUnspecified, theirs.contains(where: { $0.address == local }) {
            return local
        }
        let near = theirs.filter { address in ours.contains { $0.network.contains(address.address) } }
        return near.count == 1 ? near.first?.address : nil
    }

    /// The hardware address of the only forwarding entry that no neighbour entry uses, where this is the only next hop
    /// without one.
    private func onlyUnclaimedMAC(of use: TunnelUse) -> LinkLayerAddress? {
        let device = use.tunnel.device
        guard let nexthop = use.tunnel.nexthop, let fdb = query.fdb(of: device).value,
            let neighbors = query.neighbors(on: device).value,
            let routes = query.routes(device.netns, nexthop.family).value
        else { return nil }
        let resolved = neighbors.filter { !$0.state.isDisjoint(with: .valid) && $0.lladdr != nil }
        let gateways = Set(
            routes.flatMap(\.nexthops).filter { $0.ifindex == device.ifindex }.compactMap(\.gateway))
        let claimed = Set(resolved.compactMap(\.lladdr))
        let free = Set(fdb.filter { $0.dst != nil && !$0.mac.isGroup && !$0.mac.isZero }.map(\.mac))
            .subtracting(claimed)
        guard gateways.subtracting(resolved.map(\.dst)) == [nexthop], free.count == 1 else { return nil }
        return free.first
    }
}
