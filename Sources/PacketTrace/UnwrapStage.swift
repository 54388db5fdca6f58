import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// Takes a packet out of its tunnel where the outer one ends.
    func unwrap(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        guard let inner = flight.inner.last else { return [] }
        try require(query.links(ref.netns), "links")
        if inner.tunnel.kind == "vxlan" { return [try unwrapVXLAN(flight, inner, ref)] }
        let outer = flight.packet
        let taking = try tunnelEnds(in: ref.netns, kind: inner.tunnel.kind).first { end in
            guard let info = end.tunnel, end.link.isUp else { return false }
            return (info.local.map { $0 == outer.dst || $0.isUnspecified } ?? true)
                && (info.remote.map { $0 == outer.src || $0.isUnspecified } ?? true)
        }
        guard let taking else {
            return [
                flight.ended(
                    .rejected,
                    DropPoint(
                        ref.netns, .tunnel, .socket, inner.tunnel.kind,
                        "no \(inner.tunnel.kind) tunnel from \(outer.src) ends here", link: ref))
            ]
        }
        return [out(flight, inner, taking)]
    }

    /// vxlan_rcv: the socket by the port, then the device by the network identifier.
    private func unwrapVXLAN(_ flight: PacketInFlight, _ inner: PacketInFlight.Inner, _ ref: LinkRef) throws(NotKnown)
        -> PacketInFlight
    {
        let port = flight.packet.transport.ports?.destination
        let listening = try vxlans(on: port, in: ref.netns)
        guard let first = listening.first else {
            return flight.ended(
                .rejected,
                DropPoint(
                    ref.netns, .tunnel, .socket, "udp \(port ?? 0)",
                    "no VXLAN device listens on UDP port \(port ?? 0) here", link: ref))
        }
        if let end = listening.first(where: { $0.vxlan?.id == inner.tunnel.vni && $0.vxlan?.collectMetadata == false })
        {
            return out(flight, inner, end)
        }
        if let external = listening.first(where: { $0.vxlan?.collectMetadata == true }) {
            throw NotKnown("\(external.link.ifname) takes packets of every VNI and leaves them to routes and programs")
        }
        return flight.ended(
            .dropped,
            DropPoint(
                ref.netns, .tunnel, .link, first.link.ifname, "VNI \(inner.tunnel.vni ?? 0) is not known here",
                link: first.ref))
    }

    private struct TunnelEnd {
        var ref: LinkRef
        var link: Link
        var vxlan: VXLANInfo? { if case .vxlan(let info) = link.info { info } else { nil } }
        var tunnel: TunnelInfo? { if case .tunnel(let info) = link.info { info } else { nil } }
    }

    private func vxlans(on port: UInt16?, in id: NetnsID) throws(NotKnown) -> [TunnelEnd] {
        let found = try tunnelEnds(in: id, kind: "vxlan").filter { $0.vxlan?.port == port && $0.link.isUp }
        guard found.isEmpty else { return found }
        // The device may have been moved to another namespace; its socket then still is here.
        let sockets = try known(query.sockets(id), "sockets") ?? []
        guard sockets.contains(where: { $0.proto == .udp && $0.sport == port }) else { return [] }
        try requireLinks(of: try known(query.namespaces(), "namespaces") ?? [])
        return try tunnelEnds(in: id, kind: "vxlan").filter { $0.vxlan?.port == port && $0.link.isUp }
    }

    /// Tunnels of a kind whose outer packets end in this namespace, in whatever namespace their device is.
    private func tunnelEnds(in id: NetnsID, kind: String) throws(NotKnown) -> [TunnelEnd] {
        var ends: [TunnelEnd] = []
        for (own, namespace) in query.snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for link in namespace.links.rows where link.infoKind == kind {
                guard case .known(id) = query.peerNamespace(own, nsid: link.linkNetnsid) else { continue }
                ends.append(TunnelEnd(ref: LinkRef(own, link.ifindex), link: link))
            }
        }
        return ends
    }

    private func out(_ flight: PacketInFlight, _ inner: PacketInFlight.Inner, _ end: TunnelEnd) -> PacketInFlight {
        var next = flight
        next.inner.removeLast()
        if let vxlan = end.vxlan, vxlan.learning == true, let mac = inner.packet.sourceMAC.value {
            next.learned.learn(mac, on: end.ref, behind: flight.packet.src)
        }
        next.hops.append(
            Hop(
                end.ref.netns, .tunnel, link: end.ref, name: end.link.ifname, .unwrap,
                because: "\(end.link.ifname) ends the tunnel"))
        next.packet = inner.packet
        next.oif = inner.oif
        var tunnel = inner.tunnel
        tunnel.hasArrived = true
        next.unwrapped = (end.ref, tunnel)
        return crossed(next, from: inner.tunnel.device.netns, to: end.ref.netns).at(.receive(end.ref))
    }
}
