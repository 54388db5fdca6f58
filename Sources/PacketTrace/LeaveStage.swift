import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// ip_output, ip_finish_output: the postrouting hook, then the neighbour.
    func leave(_ flight: PacketInFlight, _ id: NetnsID, _ path: RoutePath) throws(NotKnown) -> [PacketInFlight] {
        guard let ifindex = path.ifindex else { throw NotKnown("the route names no device") }
        let ref = LinkRef(id, ifindex)
        let link = try link(ref)
        var leaving = flight
        leaving.packet.output = .known(Interface(link))
        leaving.packet.physicalInput = .absent
        let router = try router(id, leaving.packet.family)
        let point = HookPoint(id, leaving.packet.family == .inet ? .ip : .ip6, .postrouting)
        var ways: [PacketInFlight] = []
        for passed in try pass(leaving, point, router, path: path) {
            guard passed.disposition == nil else {
                ways.append(passed)
                continue
            }
            // nf_xfrm_me_harder: policies look again at what NAT has changed.
            let isChanged = Connection.Tuple(passed.packet) != Connection.Tuple(leaving.packet)
            if isChanged, let end = try judged(passed, .out, at: ref) {
                ways.append(end)
            } else if flight.origin == id, isOwn(passed), let dropPoint = try refusedByCgroup([.egress], in: id) {
                ways += passed.dropped(dropPoint)
            } else {
                ways += try finish(passed, ref, link, path)
            }
        }
        return ways
    }

    private func finish(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ path: RoutePath) throws(NotKnown)
        -> [PacketInFlight]
    {
        var leaving = flight
        if !link.isUp {
            guard !aim.isVerdict else { return flight.dropped(down(ref, link)) }
            leaving.passed.append(down(ref, link))
        }
        if !link.isLoopback {
            leaving.narrow(to: link.mtu)
            // ip_fragment: the first part stands for all.
            if let length = leaving.packet.length, length > link.mtu, !leaving.packet.dontFragment {
                leaving.packet.length = link.mtu
                leaving.hops.append(
                    Hop(
                        ref.netns, .mtu, link: ref, name: link.ifname, .fragment,
                        because: "\(link.ifname) takes \(link.mtu) bytes at a time, and this has \(length)",
                        mtu: link.mtu))
            }
        }
        if link.isLoopback, let dropPoint = swallowed(leaving, ref, link) { return leaving.dropped(dropPoint) }
        if link.isLoopback || link.infoKind == "vrf" { return [leaving.at(.receive(ref))] }
        leaving.packet.kind = .outgoing
        guard link.hasNeighbors else {
            guard aim.isVerdict else { return [handedOver(leaving, ref, link)] }
            leaving.packet.sourceMAC = .absent
            leaving.packet.destinationMAC = .absent
            return [leaving.at(.transmit(ref))]
        }
        return try resolve(leaving, by: path.gateway, on: ref, link)
    }

    /// loopback_xmit keeps the route, and one that is not for here has no input: dst_discard.
    private func swallowed(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) -> DropPoint? {
        guard flight.packet.family == .inet, flight.inner.isEmpty else { return nil }
        for hop in flight.hops.reversed() {
            guard case .route(let decision, _, let iif, _)? = hop.fact else { continue }
            guard iif == nil, decision.type == .unicast, let route = decision.route else { return nil }
            return DropPoint(
                ref.netns, .route, .route, "\(RouteWords.name(route)) dev \(link.ifname)",
                "the route \(RouteWords.name(route)) leads into \(link.ifname), which gives back only what is for this namespace",
                link: ref)
        }
        return nil
    }

    /// Of a trace for the ways: what leaves by a device without neighbours is with whoever holds it, or in its tunnel.
    private func handedOver(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) -> PacketInFlight {
        let hop = Hop(
            ref.netns, link.infoKind == "tun" ? .process : .tunnel, link: ref, name: link.ifname, .leave,
            because: "\(link.ifname) asks for no hardware address", mtu: link.mtu)
        return flight.with(hop).ended(link.infoKind == "tun" ? .handedToProcess : .leftNode, nil)
    }

    func down(_ ref: LinkRef, _ link: Link) -> DropPoint {
        DropPoint(ref.netns, .device, .link, link.ifname, "\(link.ifname) is down", link: ref)
    }
}

extension Link {
    /// Frames need a hardware address: that of the next hop, where ARP or neighbour discovery may ask for it.
    var hasNeighbors: Bool { linkType == 1 }
}
