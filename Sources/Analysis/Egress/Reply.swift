import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Where the node would send an answer from outside to one of a namespace's addresses: the way back.
public final class Reply: Sendable {
    /// The link that the answer is for.
    public let attachment: Attachment
    /// The address that it is for.
    public let address: Address
    /// The namespace that routes for it.
    public let netns: NetnsID
    /// What the routing namespace decides about it.
    public let decision: Observed<RouteDecision>
    /// The link that leads to the namespace: the bridge, or the far end of the pair.
    public let expected: LinkRef

    init(attachment: Attachment, address: Address, netns: NetnsID, decision: Observed<RouteDecision>, expected: LinkRef)
    {
        self.attachment = attachment
        self.address = address
        self.netns = netns
        self.decision = decision
        self.expected = expected
    }

    /// True where the packet goes to the right link; nil where that is unknown.
    public var isRight: Bool? {
        guard case .known(let decision) = decision else { return nil }
        return decision.error == nil && decision.type == .unicast
            && decision.paths.contains { $0.ifindex == expected.ifindex }
    }
}

extension TargetAnalysis {
    /// The network of an address behind a bridge, for which the bridge has an address too but no route: everybody on the
    /// bridge needs that one. Nil where there is a route, to whatever link: it may be meant.
    public func unroutedNetwork(of reply: Reply) -> IPPrefix? {
        let (network, bridge) = (reply.address.network, reply.expected)
        guard reply.attachment.manner == .bridged, reply.address.peer == nil, network.length < network.family.width - 1,
            let routes = query.routes(reply.netns, network.family).value,
            !routes.contains(where: { $0.dst == network }),
            let addresses = query.addresses(bridge.netns, on: bridge.ifindex).value,
            addresses.contains(where: { $0.isUsable && network.contains($0.address) })
        else { return nil }
        return network
    }
}

extension Probes {
    /// The ways back to an attachment's addresses, where the namespace at its far end is the one that routes.
    ///
    /// - Parameter ways: those out: answers come in where packets leave.
    func replies(to attachment: Attachment, gateways: [GatewayUse], ways: [Egress]) -> [Reply] {
        let expected: LinkRef? =
            switch attachment.manner {
            case .bridged: entrance(of: attachment, gateways)
            case .routed, .direct: attachment.outerRef
            default: nil
            }
        guard let expected else { return [] }
        // A bridge without a router in its namespace only switches: the way back is somebody else's.
        let routesForUs =
            attachment.manner != .bridged
            || gateways.contains { use in
                use.attachment?.ref == attachment.ref && use.owner.value?.netns == expected.netns
            }
        guard routesForUs else { return [] }
        let answered = attachment.globalAddresses.filter { address in
            address.isUsable
                && (attachment.manner != .direct || speaks(address.address.family, expected, attachment.ref, gateways))
        }
        return answered.map { address in
            Reply(
                attachment: attachment, address: address, netns: expected.netns,
                decision: decision(to: address.address, in: expected, ways), expected: expected)
        }
    }

    /// The bridge, or the device for the VLAN of the attachment on top of it.
    private func entrance(of attachment: Attachment, _ gateways: [GatewayUse]) -> LinkRef? {
        guard let bridge = attachment.bridge else { return nil }
        guard bridge.link.filtersVLANs else { return bridge.ref }
        let owners = gateways.filter { $0.attachment?.ref == attachment.ref }.compactMap(\.owner.value)
        let device = owners.compactMap { owner -> LinkRef? in
            guard case .at(let ref) = owner.place, let link = query.link(ref).value, link.infoKind == "vlan",
                query.lower(of: ref, link)?.to == bridge.ref
            else { return nil }
            return ref
        }.first
        return device ?? owners.first { $0.netns == bridge.ref.netns }?.entrance ?? bridge.ref
    }

    /// How a packet from outside for an address is routed where packets of the subject leave; where they do not, how
    /// whatever packet is.
    private func decision(to address: IPAddress, in expected: LinkRef, _ ways: [Egress]) -> Observed<RouteDecision> {
        let way = ways.first { $0.family == address.family }
        let step = way?.steps.first { $0.netns == expected.netns && $0.iif != nil }
        guard let flow = way?.flow, let uplink = step?.oif, uplink != expected else {
            return routerCache.lookup(RouteFlow(dst: address), in: expected.netns)
        }
        return decision(
            of: PathFlow(
                from: expected.netns, src: flow.dst, to: address, flow.transport.answer, iif: uplink.ifindex))
    }

    /// Whether the far end of a wire takes part in a family: by an address of its own, or as a gateway of this end.
    private func speaks(
        _ family: IPAddress.Family, _ far: LinkRef, _ near: LinkRef, _ gateways: [GatewayUse]
    ) -> Bool {
        let addresses = query.addresses(far.netns, on: far.ifindex).value ?? []
        return addresses.contains { $0.address.family == family && $0.address.isGlobal }
            || gateways.contains { $0.ref == near && $0.via.family == family }
    }
}
