import Addresses
import NetworkModel
import Topology

extension Walk {
    /// vxlan_xmit: which far ends the frame goes to.
    func vxlanSend(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        guard case .vxlan(let info) = link.info else { throw Unseen("\(link.ifname): its settings were not read") }
        guard !info.collectMetadata else {
            throw Unseen("\(link.ifname) takes its far ends from routes, which is not followed")
        }
        guard let mac = journey.packet.destinationMAC.value else {
            throw Unseen("the frame's destination is not known")
        }
        if info.proxy == true, journey.ask != nil {
            throw Unseen("\(link.ifname) answers for others (proxy), which is not followed")
        }
        if let remote = journey.paper.remote(of: mac, on: ref) {
            return [try wrap(journey, ref, link, info, to: remote, nil, "\(mac) was just learned behind \(remote)")]
        }
        let rows = (try known(world.fdb(ref.netns), "fdb") ?? []).filter {
            $0.ifindex == ref.ifindex && ($0.isSelf || $0.dst != nil)
        }
        let own = rows.filter { $0.mac == mac }
        // 00:00:00:00:00:00 stands for all others.
        let entries = own.isEmpty ? rows.filter(\.mac.isZero) : own
        guard !entries.isEmpty else {
            return journey.dropped(
                Stop(ref.netns, .tunnel, "fdb", "\(mac)", "\(link.ifname) knows no far end for \(mac)", link: ref))
        }
        var copies: [Journey] = []
        for entry in entries {
            guard let remote = entry.dst else { throw Unseen("a forwarding entry of \(link.ifname) names no address") }
            guard !remote.isMulticast else {
                throw Unseen("\(link.ifname) sends to the group \(remote), which is not followed")
            }
            copies.append(
                try wrap(
                    journey, ref, link, info, to: remote, entry, "fdb \(entry.mac) dev \(link.ifname) dst \(remote)"))
        }
        guard !mac.isGroup, copies.count > 1 else { return copies }
        // Several far ends, of which one takes it.
        var failure: Journey?
        for copy in copies {
            for end in try nested(copy) {
                if end.result?.isSuccess == true { return [end] }
                failure = failure ?? end
            }
        }
        return failure.map { [$0] } ?? []
    }

    private func wrap(
        _ journey: Journey, _ ref: LinkRef, _ link: Link, _ info: VXLANInfo, to remote: IPAddress, _ entry: FDBEntry?,
        _ because: String
    ) throws(Unseen) -> Journey {
        let port = entry?.port ?? info.port ?? 8472
        let vni = entry?.vni ?? info.id
        // Ethernet, VXLAN and UDP headers, and the outer IP header.
        let overhead = 14 + 8 + 8 + (remote.family == .inet ? 20 : 40)
        var outer = Packet(
            src: info.local.flatMap { $0.family == remote.family ? $0 : nil } ?? .unspecified(remote.family),
            dst: remote,
            transport: .udp(Transport.Ports(source: nil, destination: port)))
        outer.dontFragment = false
        let hop = Hop(
            ref.netns, .tunnel, link: ref, name: link.ifname, "wrap",
            because: "\(because), VNI \(vni ?? 0), port \(port)", mtu: link.mtu)
        return try tunnel(
            journey.with(hop), ref, link, outer, overhead: overhead, vni: vni, oif: entry?.viaIfindex)
    }

    /// Puts a packet into another and sends that from the tunnel's own namespace.
    func tunnel(
        _ journey: Journey, _ ref: LinkRef, _ link: Link, _ outer: Packet, overhead: Int, vni: UInt32?, oif: Int?
    ) throws(Unseen) -> Journey {
        guard journey.inner.count < Self.mostDepth else {
            return journey.ended(
                .loop,
                Stop(
                    ref.netns, .tunnel, "route", "\(outer.dst)",
                    "the way to \(outer.dst) leads into \(link.ifname) itself", link: ref))
        }
        guard
            let id = try known(
                world.peerNamespace(ref.netns, nsid: link.linkNetnsid), "the namespace below \(link.ifname)")
        else {
            throw Unseen("the namespace below \(link.ifname) is gone")
        }
        var next = journey
        next.inner.append(
            Journey.Inner(
                packet: journey.packet, tunnel: ref, kind: link.infoKind ?? "", vni: vni, overhead: overhead,
                oif: journey.oif))
        next.packet = outer
        next.packet.length = journey.packet.length.map { $0 + overhead }
        if id == ref.netns { next.packet.mark = journey.packet.mark }
        next.oif = oif.flatMap { $0 == 0 ? nil : $0 }
        return next.at(.send(id))
    }

    /// Takes a packet out of its tunnel where the outer one ends.
    func unwrap(_ journey: Journey, _ ref: LinkRef) throws(Unseen) -> [Journey] {
        guard let inner = journey.inner.last else { return [] }
        _ = try known(world.links(ref.netns), "links")
        let ends = try tunnelEnds(in: ref.netns, kind: inner.kind)
        let outer = journey.packet
        if inner.kind == "vxlan" {
            let port = outer.transport.ports?.destination
            let listening = ends.filter { $0.vxlan?.port == port && $0.link.isUp }
            guard !listening.isEmpty else {
                return [
                    journey.ended(
                        .rejected,
                        Stop(
                            ref.netns, .tunnel, "socket", "udp \(port ?? 0)",
                            "no VXLAN device listens on UDP port \(port ?? 0) here", link: ref))
                ]
            }
            guard let end = listening.first(where: { $0.vxlan?.id == inner.vni }) else {
                return journey.dropped(
                    Stop(
                        ref.netns, .tunnel, "link", listening[0].link.ifname, "VNI \(inner.vni ?? 0) is not known here",
                        link: listening[0].ref))
            }
            return [out(journey, inner, end)]
        }
        let taking = ends.first { end in
            guard let info = end.tunnel, end.link.isUp else { return false }
            return (info.local.map { $0 == outer.dst || $0.isUnspecified } ?? true)
                && (info.remote.map { $0 == outer.src || $0.isUnspecified } ?? true)
        }
        guard let taking else {
            return [
                journey.ended(
                    .rejected,
                    Stop(
                        ref.netns, .tunnel, "link", inner.kind, "no \(inner.kind) tunnel from \(outer.src) ends here",
                        link: ref))
            ]
        }
        return [out(journey, inner, taking)]
    }

    private struct TunnelEnd {
        var ref: LinkRef
        var link: Link
        var vxlan: VXLANInfo? { if case .vxlan(let info) = link.info { info } else { nil } }
        var tunnel: TunnelInfo? { if case .tunnel(let info) = link.info { info } else { nil } }
    }

    /// Tunnels of a kind whose outer packets end in this namespace, in whatever namespace their device is.
    private func tunnelEnds(in id: NetnsID, kind: String) throws(Unseen) -> [TunnelEnd] {
        var ends: [TunnelEnd] = []
        for (own, namespace) in world.snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for link in namespace.links.rows where link.infoKind == kind {
                guard case .known(id) = world.peerNamespace(own, nsid: link.linkNetnsid) else { continue }
                ends.append(TunnelEnd(ref: LinkRef(own, link.ifindex), link: link))
            }
        }
        return ends
    }

    private func out(_ journey: Journey, _ inner: Journey.Inner, _ end: TunnelEnd) -> Journey {
        var next = journey
        next.inner.removeLast()
        if let vxlan = end.vxlan, vxlan.learning == true, let mac = inner.packet.sourceMAC.value {
            next.paper.learn(mac, on: end.ref, behind: journey.packet.src)
        }
        next.hops.append(
            Hop(
                end.ref.netns, .tunnel, link: end.ref, name: end.link.ifname, "unwrap",
                because: "\(end.link.ifname) ends the tunnel"))
        next.packet = inner.packet
        next.oif = inner.oif
        return crossed(next, from: inner.tunnel.netns, to: end.ref.netns).at(.receive(end.ref))
    }
}
