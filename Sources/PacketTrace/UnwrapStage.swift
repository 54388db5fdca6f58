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
        switch inner.tunnel.kind {
        case "vxlan": return [try unwrapVXLAN(flight, inner, ref)]
        case "geneve": return [try unwrapGeneve(flight, inner, ref)]
        case "wireguard": return [try unwrapWireGuard(flight, inner, ref)]
        default: return [try unwrapTunnel(flight, inner, ref)]
        }
    }

    /// ip_tunnel_lookup, ipip6_tunnel_lookup: by both addresses, else by the far end's, else by the own one, else any; the key
    /// must be the expected one.
    private func unwrapTunnel(_ flight: PacketInFlight, _ inner: PacketInFlight.Inner, _ ref: LinkRef) throws(NotKnown)
        -> PacketInFlight
    {
        let outer = flight.packet
        let kind = inner.tunnel.kind
        let ends = try tunnelEnds(in: ref.netns, kind: kind).filter { $0.tunnel != nil && $0.link.isUp }
        let reached = ends.filter { end in
            Self.isMet(end.tunnel?.local, by: outer.dst) && Self.isMet(end.tunnel?.remote, by: outer.src)
        }.sorted { Self.rank($0.tunnel) > Self.rank($1.tunnel) }
        if let external = ends.first(where: { $0.tunnel?.collectMetadata == true }) {
            throw NotKnown(
                "\(external.link.ifname) takes packets of all far ends and leaves them to routes and programs")
        }
        guard let taking = reached.first(where: { $0.tunnel?.key == inner.tunnel.key }) else {
            guard let other = reached.first else {
                let told = ends.first.flatMap { end in
                    end.tunnel?.remote.map { ": \(end.link.ifname) takes packets of \($0)" }
                }
                return flight.ended(
                    .rejected,
                    DropPoint(
                        ref.netns, .tunnel, .socket, kind,
                        "no \(kind) tunnel from \(outer.src) ends here\(told ?? "")", link: ref))
            }
            let (expected, written) = (Self.words(other.tunnel?.key), Self.words(inner.tunnel.key))
            return flight.ended(
                .rejected,
                DropPoint(
                    other.ref.netns, .tunnel, .link, other.link.ifname,
                    "\(other.link.ifname) expects \(expected), and packets of \(outer.src) have \(written)",
                    link: other.ref)
            )
        }
        // tunnel_rcv of ipip.c, ipip6_rcv, ipxip6_rcv
        if let carries = taking.tunnel?.carries, carries != 0, let proto = inner.tunnel.proto, carries != proto {
            return flight.ended(
                .dropped,
                DropPoint(
                    taking.ref.netns, .tunnel, .link, taking.link.ifname,
                    "\(taking.link.ifname) is not made for \(proto == 4 ? "IPv4" : "IPv6"), and drops it",
                    link: taking.ref))
        }
        // ip_tunnel_rcv
        let checksum = taking.tunnel?.expectsChecksum == true
        let lacksSequence = taking.tunnel?.expectsSequence == true && !inner.tunnel.hasSequence
        if checksum != inner.tunnel.hasChecksum || lacksSequence {
            let what = lacksSequence ? "sequence numbers" : checksum ? "checksums" : "no checksums"
            return flight.ended(
                .dropped,
                DropPoint(
                    taking.ref.netns, .tunnel, .link, taking.link.ifname,
                    "\(taking.link.ifname) expects \(what), which packets of \(outer.src) do not have", link: taking.ref
                ))
        }
        return out(flight, inner, taking)
    }

    private static func isMet(_ told: IPAddress?, by address: IPAddress) -> Bool {
        told.map { $0 == address || $0.isUnspecified } ?? true
    }

    private static func rank(_ info: TunnelInfo?) -> Int {
        (info?.remote.map { $0.isUnspecified ? 0 : 2 } ?? 0) + (info?.local.map { $0.isUnspecified ? 0 : 1 } ?? 0)
    }

    private static func words(_ key: UInt32?) -> String { key.map { "key \($0)" } ?? "no key" }

    /// geneve_udp_encap_recv: the socket by the port, then the device by network identifier and far end.
    private func unwrapGeneve(_ flight: PacketInFlight, _ inner: PacketInFlight.Inner, _ ref: LinkRef) throws(NotKnown)
        -> PacketInFlight
    {
        let port = flight.packet.transport.ports?.destination ?? 0
        let listening = try tunnelEnds(in: ref.netns, kind: "geneve").filter { $0.geneve?.port == port && $0.link.isUp }
        guard let first = listening.first else {
            return flight.ended(
                .rejected,
                DropPoint(
                    ref.netns, .tunnel, .socket, "udp \(port)",
                    "no Geneve device listens on UDP port \(port) here", link: ref))
        }
        let src = flight.packet.src
        let meant = listening.filter { $0.geneve?.id == inner.tunnel.vni && $0.geneve?.collectMetadata == false }
        if let end = meant.first(where: { $0.geneve?.remote == src }) { return out(flight, inner, end) }
        if let external = listening.first(where: { $0.geneve?.collectMetadata == true }) {
            throw NotKnown("\(external.link.ifname) takes packets of every VNI and leaves them to routes and programs")
        }
        if let other = meant.first {
            let remote = other.geneve?.remote.map { "\($0)" } ?? "nobody"
            return flight.ended(
                .dropped,
                DropPoint(
                    ref.netns, .tunnel, .socket, "geneve",
                    "\(other.link.ifname) takes packets of \(remote), and this is from \(src)", link: other.ref))
        }
        return flight.ended(
            .dropped,
            DropPoint(
                ref.netns, .tunnel, .link, first.link.ifname, "VNI \(inner.tunnel.vni ?? 0) is not known here",
                link: first.ref))
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

    struct TunnelEnd {
        var ref: LinkRef
        var link: Link
        var vxlan: VXLANInfo? { if case .vxlan(let info) = link.info { info } else { nil } }
        var geneve: GeneveInfo? { if case .geneve(let info) = link.info { info } else { nil } }
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
    func tunnelEnds(in id: NetnsID, kind: String) throws(NotKnown) -> [TunnelEnd] {
        var ends: [TunnelEnd] = []
        for (own, namespace) in query.snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for link in namespace.links.rows where link.infoKind == kind {
                guard case .known(id) = query.peerNamespace(own, nsid: link.linkNetnsid) else { continue }
                ends.append(TunnelEnd(ref: LinkRef(own, link.ifindex), link: link))
            }
        }
        return ends
    }

    func out(_ flight: PacketInFlight, _ inner: PacketInFlight.Inner, _ end: TunnelEnd) -> PacketInFlight {
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
