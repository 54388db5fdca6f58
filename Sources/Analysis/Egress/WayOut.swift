import Addresses
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// The way from a namespace to the outside, router by router: what its default route says, who answers for the
/// gateway, and so on until a link leaves the node.
public struct WayOut: Sendable {
    public final class Step: Sendable {
        public let netns: NetnsID
        /// Where the packet comes in; nil in the namespace where it starts.
        public let iif: LinkRef?
        public let decision: Observed<RouteDecision>
        /// The link it leaves by, and how that is attached.
        public let link: Link?
        public let attachment: Attachment?
        public let gatewayOwner: Observed<GatewayOwner>
        /// Whether the namespace forwards what comes in by `iif`; nil where it starts here or that is unknown.
        public let forwards: Bool?

        init(
            netns: NetnsID, iif: LinkRef?, decision: Observed<RouteDecision>, link: Link?, attachment: Attachment?,
            gatewayOwner: Observed<GatewayOwner>, forwards: Bool?
        ) {
            self.netns = netns
            self.iif = iif
            self.decision = decision
            self.link = link
            self.attachment = attachment
            self.gatewayOwner = gatewayOwner
            self.forwards = forwards
        }

        /// Why nothing gets through its link, though the route is right: the object, and what it is.
        public var blockage: (ref: LinkRef, link: Link, what: String)? {
            guard let attachment, let link else { return nil }
            if !link.isUp { return (attachment.ref, link, "is down") }
            if case .known(let outer) = attachment.outer, let ref = attachment.outerRef {
                if !outer.isUp { return (ref, outer, "is down") }
                if attachment.manner == .detached { return (ref, outer, "is plugged into nothing") }
                if let bridge = attachment.bridge {
                    if !bridge.link.isUp { return (bridge.ref, bridge.link, "is down") }
                    if let state = outer.port?.state, state != .forwarding { return (ref, outer, "is \(state.name)") }
                }
            }
            return nil
        }
    }

    public enum End: Sendable, Equatable {
        /// Out of a link whose far side is not part of this node.
        case leftNode(LinkRef)
        /// A namespace that has no way further out: as far as this node knows, the packet is outside.
        case arrived(NetnsID)
        /// No route, or one that refuses.
        case refused(NetnsID)
        /// Nobody answers for the gateway.
        case gatewayMissing(NetnsID)
        case loop(NetnsID)
        case unknown(NetnsID, String)
    }

    public let family: IPAddress.Family
    public let steps: [Step]
    public let end: End

    /// Namespaces that forward for the first one.
    public var routers: [NetnsID] { steps.dropFirst().map(\.netns) }
}

extension RouterCache {
    /// Follows default routes from one namespace outwards; with `iif` as a packet that came in there would go on.
    public func wayOut(of start: NetnsID, _ family: IPAddress.Family, iif: LinkRef? = nil) -> WayOut {
        var steps: [WayOut.Step] = []
        var netns = start
        var iif = iif
        while true {
            // The first router sees the source that the sender chose; further on it may have been translated.
            let source = steps.count == 1 ? steps.first?.decision.value?.source.value : nil
            var decision = outside(family, from: netns, iif: iif?.ifindex, src: source)
            if let iif, let found = decision.value, found.error == .networkUnreachable, found.route == nil,
                let side = sideways(from: iif, family, src: source, besides: Set(steps.map(\.netns)))
            {
                decision = side
            }
            let step = self.step(in: netns, iif: iif, decision, forwards: iif.flatMap { forwards($0, family) })
            steps.append(step)
            switch next(after: step) {
            case .router(let ref):
                if steps.contains(where: { $0.netns == ref.netns }) {
                    return WayOut(family: family, steps: steps, end: .loop(ref.netns))
                }
                netns = ref.netns
                iif = ref
            case .end(let end):
                return WayOut(family: family, steps: steps, end: end)
            }
        }
    }

    /// A router without a default route still has its own networks. Who sits on one of them and has no route by this router
    /// plays the outside.
    private func sideways(
        from iif: LinkRef, _ family: IPAddress.Family, src: IPAddress?, besides: Set<NetnsID>
    ) -> Observed<RouteDecision>? {
        for side in sideNetworks(besides: iif, family) {
            guard let far = query.peer(of: side.ref, side.link)?.to, far.netns != iif.netns,
                !besides.contains(far.netns),
                let host = (query.addresses(far.netns, on: far.ifindex).value ?? []).first(where: {
                    side.network.contains($0.address) && $0.isUsable
                }),
                !isClient(far, of: side.ref, family), !hasOwnWay(far, to: src)
            else { continue }
            return lookup(RouteFlow(dst: host.address, src: src, iif: iif.ifindex), in: iif.netns)
        }
        return nil
    }

    /// Whether a router has a network beside the one by which packets come in, with others than its clients on it.
    public func hasSide(besides iif: LinkRef, _ family: IPAddress.Family, after passed: [NetnsID]) -> Bool {
        sideNetworks(besides: iif, family).contains { side in
            ends(of: side.ref, side.link).contains { far in
                guard let far else { return true }
                return far.netns != iif.netns && !passed.contains(far.netns) && !isClient(far, of: side.ref, family)
            }
        }
    }

    /// The far ends of a link, or of a bridge's ports; nil where one is not known.
    private func ends(of ref: LinkRef, _ link: Link) -> [LinkRef?] {
        guard link.infoKind == "bridge" else { return [query.peer(of: ref, link)?.to] }
        return (query.portList(of: ref).value ?? []).prefix(Self.mostNetworks).map { port in
            query.link(ref.netns, port).value.flatMap { query.peer(of: LinkRef(ref.netns, port), $0)?.to }
        }
    }

    /// Networks that a router has on links of its own beside the one by which packets come in.
    func sideNetworks(
        besides iif: LinkRef, _ family: IPAddress.Family
    ) -> some Sequence<(ref: LinkRef, link: Link, network: IPPrefix)> {
        let routes = (query.routes(iif.netns, family).value ?? []).filter { route in
            route.type == .unicast && !route.dst.isHost && !route.dst.isDefault && !route.dst.address.isLinkLocal
                && !route.dst.address.isMulticast && route.nexthops.count == 1
        }
        return routes.prefix(Self.mostNetworks).lazy.compactMap { [query] route in
            guard let hop = route.nexthops.first, hop.gateway == nil, let oif = hop.ifindex, oif != iif.ifindex,
                let link = query.link(iif.netns, oif).value, link.isUp, !link.isLoopback
            else { return nil }
            return (LinkRef(iif.netns, oif), link, route.dst)
        }
    }

    /// Whether a router is somebody's gateway, be it for a single network: then that one is a pod like the others.
    private func isClient(_ ref: LinkRef, of router: LinkRef, _ family: IPAddress.Family) -> Bool {
        guard let routes = query.routes(ref.netns, family).value,
            let addresses = query.addresses(router.netns, on: router.ifindex).value
        else { return true }
        let gateways = Set(addresses.map(\.address))
        return routes.flatMap(\.nexthops).contains { hop in
            hop.ifindex == ref.ifindex && (hop.gateway.map { gateways.contains($0) } ?? false)
        }
    }

    /// Whether somebody knows another way back than this link: another node of an overlay, say.
    private func hasOwnWay(_ ref: LinkRef, to source: IPAddress?) -> Bool {
        guard let source, let back = lookup(RouteFlow(dst: source), in: ref.netns).value else { return source != nil }
        return back.error == nil && back.oif != ref.ifindex
    }

    private static let mostNetworks = 16

    private func step(
        in netns: NetnsID, iif: LinkRef?, _ decision: Observed<RouteDecision>, forwards: Bool?
    ) -> WayOut.Step {
        guard case .known(let found) = decision, found.error == nil, let oif = found.oif else {
            return WayOut.Step(
                netns: netns, iif: iif, decision: decision, link: nil, attachment: nil, gatewayOwner: .absent,
                forwards: forwards)
        }
        let ref = LinkRef(netns, oif)
        guard case .known(let link) = query.link(ref) else {
            return WayOut.Step(
                netns: netns, iif: iif, decision: decision, link: nil, attachment: nil,
                gatewayOwner: .unknown("link \(oif) was not read"), forwards: forwards)
        }
        let attachment = query.attachment(of: ref, link)
        let owner: Observed<GatewayOwner> =
            switch (attachment, found.gateway) {
            case (let attachment?, let gateway?): query.owner(of: gateway, on: attachment)
            case (nil, let gateway?): owner(of: gateway, onBridge: ref, link)
            // On-link to everything: whoever is at the far end takes it, by proxy ARP or as a point-to-point peer.
            case (let attachment?, nil):
                attachment.outerRef.map { .known(GatewayOwner(place: .at($0), how: .proxy, lladdrs: [])) }
                    ?? .unknown("\(link.ifname) has no far end that we know")
            case (nil, nil): .unknown("\(link.ifname) has no far end that we know")
            }
        return WayOut.Step(
            netns: netns, iif: iif, decision: decision, link: link, attachment: attachment, gatewayOwner: owner,
            forwards: forwards)
    }

    /// IPv4 asks the link where the packet comes in, IPv6 the namespace (K7).
    private func forwards(_ iif: LinkRef, _ family: IPAddress.Family) -> Bool? {
        if family == .inet { return query.link(iif).value?.inet?.forwarding.map { $0 != 0 } }
        let rows = query.netconfOfAll(iif.netns).value ?? []
        return rows.first { $0.family == .inet6 }?.forwarding.map { $0 != 0 }
    }

    /// A router whose own bridge leads to its gateway: the uplink is a port, or another namespace on it is the router.
    func owner(of gateway: IPAddress, onBridge ref: LinkRef, _ link: Link) -> Observed<GatewayOwner> {
        guard link.infoKind == "bridge" else { return .unknown("\(link.ifname) leads off this node") }
        return query.segment(of: ref, link).flatMap { segment in
            for member in segment.members where member.addresses.contains(where: { $0.address == gateway }) {
                return .known(
                    GatewayOwner(place: member.place, how: .address, lladdrs: [member.link.address].compactMap { $0 }))
            }
            return segment.isClosed ? .absent : .unknown("a port of \(link.ifname) leads off this node")
        }
    }

    private enum Next {
        case router(LinkRef)
        case end(WayOut.End)
    }

    private func next(after step: WayOut.Step) -> Next {
        let decision: RouteDecision
        switch step.decision {
        case .unknown(let reason): return .end(.unknown(step.netns, reason))
        case .absent: return .end(.refused(step.netns))
        case .known(let found): decision = found
        }
        // A router without a way further out is where "outside" begins, unless it refuses by a route of its own.
        if decision.error != nil {
            return .end(step.iif != nil && decision.route == nil ? .arrived(step.netns) : .refused(step.netns))
        }
        guard let oif = decision.oif else { return .end(.unknown(step.netns, "several next hops are possible")) }
        switch step.gatewayOwner {
        case .unknown(let reason):
            let ref = LinkRef(step.netns, oif)
            return .end(step.attachment?.manner == .unresolved ? .unknown(step.netns, reason) : .leftNode(ref))
        case .absent: return .end(.gatewayMissing(step.netns))
        case .known(let owner):
            guard let place = query.resolve(owner.place) else {
                return .end(.unknown(step.netns, "the gateway's namespace was not found"))
            }
            // It comes in by the bridge or the far end of the pair, whichever link has the address.
            if let bridge = step.attachment?.bridge?.ref, bridge.netns == place.netns { return .router(bridge) }
            if let outer = step.attachment?.outerRef, outer.netns == place.netns { return .router(outer) }
            return .router(place)
        }
    }
}
