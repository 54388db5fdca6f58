import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// Puts a packet into another and sends that from the tunnel's own namespace.
    func tunnel(
        _ journey: Journey, _ ref: LinkRef, _ link: Link, _ outer: Packet, overhead: Int, vni: UInt32?, oif: Int?
    ) throws(Unseen) -> Journey {
        var wrapping = Wrapping(ref, link, journey)
        wrapping.local = outer.src.isUnspecified ? nil : outer.src
        wrapping.remote = outer.dst
        wrapping.vni = vni
        wrapping.port = outer.transport.ports?.destination
        wrapping.overhead = overhead
        guard journey.inner.count < Self.mostDepth else {
            return lost(
                journey, wrapping,
                Stop(
                    ref.netns, .tunnel, .route, "\(outer.dst)",
                    "the way to \(outer.dst) leads into \(link.ifname) itself", link: ref), .loop)
        }
        guard
            let id = try known(
                world.peerNamespace(ref.netns, nsid: link.linkNetnsid), "the namespace below \(link.ifname)")
        else {
            throw Unseen("the namespace below \(link.ifname) is gone")
        }
        // __ip_dev_find in ip_route_output_key; IPv6 lets foreign sources pass.
        if let local = wrapping.local, local.family == .inet, try router(id, .inet).localDevice(of: local) == nil {
            return lost(
                journey, wrapping,
                Stop(
                    id, .tunnel, .address, "\(local)",
                    "\(link.ifname) sends from \(local), which is no address of its node", link: ref), .dropped)
        }
        var next = journey
        if let last = next.hops.indices.last { next.hops[last].tunnel = wrapping }
        next.inner.append(Journey.Inner(packet: journey.packet, tunnel: wrapping, oif: journey.oif))
        next.packet = outer
        next.packet.length = journey.packet.length.map { $0 + overhead }
        if id == ref.netns { next.packet.mark = journey.packet.mark }
        next.oif = oif.flatMap { $0 == 0 ? nil : $0 }
        return next.at(.send(id))
    }

    private func lost(_ journey: Journey, _ wrapping: Wrapping, _ stop: Stop, _ result: PathResult) -> Journey {
        var stop = stop
        stop.tunnel = wrapping
        return journey.ended(result, stop)
    }
}
