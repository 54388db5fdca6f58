import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

// Which link of a node an overlay's outer packets should use: the one that leads to its far ends.

extension TargetAnalysis {
    /// The namespace that sends a tunnel's outer packets.
    func underlay(of use: TunnelUse) -> NetnsID? {
        query.peerNamespace(use.tunnel.device.netns, nsid: use.link.linkNetnsid).value
    }

    /// The link that has the address which outer packets are sent from; nil where routes pick one.
    public func localLink(of use: TunnelUse) -> LinkRef? {
        guard let local = use.tunnel.local, let id = underlay(of: use) else { return nil }
        return (query.addresses(id, local.family).value ?? []).first { $0.address == local }
            .map { LinkRef(id, $0.ifindex) }
    }

    /// That link is another than the one that leads to the far end. An address on `lo` or a dummy is on no way at all: routes
    /// to it are announced.
    public func isLocalElsewhere(_ use: TunnelUse) -> Bool {
        guard let local = localLink(of: use), let way = wayToFarEnd(of: use)?.link, local != way,
            case .known(let link) = query.link(local)
        else { return false }
        return !link.isLoopback && link.infoKind != "dummy"
    }

    /// The link by which the far end is reached, and the address that packets there carry if nobody tells them otherwise.
    public func wayToFarEnd(of use: TunnelUse) -> (link: LinkRef, source: IPAddress?)? {
        use.tunnel.remote.flatMap { way(to: $0, of: use) }
    }

    /// The address of this node that packets to another's carry if nobody tells them otherwise.
    public func source(to address: IPAddress, of use: TunnelUse) -> IPAddress? { way(to: address, of: use)?.source }

    private func way(to address: IPAddress, of use: TunnelUse) -> (link: LinkRef, source: IPAddress?)? {
        guard let id = underlay(of: use),
            let decision = routerCache.lookup(RouteFlow(dst: address), in: id).value, decision.error == nil,
            let oif = decision.oif
        else { return nil }
        return (LinkRef(id, oif), decision.source.value)
    }

    /// The far end's address is one of this node's own: outer packets come back to the device that sent them.
    public func isRemoteOwn(_ use: TunnelUse) -> Bool {
        guard let remote = use.tunnel.remote, let id = underlay(of: use) else { return false }
        return (query.addresses(id, remote.family).value ?? []).contains { $0.address == remote }
    }

    /// Outer packets of another node to the address that this one sends from get lost on the way, with no rule to blame.
    public func lostToLocal(_ use: TunnelUse) -> TunnelUse? {
        guard let local = use.tunnel.local else { return nil }
        return tunnels.first { other in
            other.tunnel.remote == local && other.tunnel.device != use.tunnel.device
                && (other.trouble == .underlay || other.trouble == .nobodyThere)
        }
    }

    /// Outer packets without ports that leave this node, of which conntrack says that nothing ever came back. A tunnel has one
    /// entry for both ways, so one packet from the other end ends it.
    public func isUnanswered(_ use: TunnelUse) -> Bool {
        guard use.isHalf, use.trouble == nil, use.tunnel.port == nil, let proto = use.tunnel.proto,
            let remote = use.tunnel.remote, let id = underlay(of: use), isSearchable(id)
        else { return false }
        let toFarEnd = (query.flows(id, .address(.origDst, remote)).value ?? []).filter { $0.original.proto == proto }
        guard !toFarEnd.isEmpty, !toFarEnd.contains(where: { $0.status.contains(.seenReply) }) else { return false }
        // What came from there first is an entry of its own.
        return query.flows(id, .address(.origSrc, remote)).value?.contains { $0.original.proto == proto } == false
    }
}
