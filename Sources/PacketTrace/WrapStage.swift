import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// Puts a packet into another and sends that from the tunnel's own namespace.
    func tunnel(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ outer: Packet, overhead: Int, vni: UInt32? = nil,
        oif: Int? = nil,
        home: NetnsID? = nil, mark: UInt32? = nil, _ change: (inout Encapsulation) -> Void = { _ in }
    ) throws(NotKnown) -> PacketInFlight {
        var encapsulation = Encapsulation(ref, link, flight)
        encapsulation.local = outer.src.isUnspecified ? nil : outer.src
        encapsulation.remote = outer.dst
        encapsulation.vni = vni
        encapsulation.port = outer.transport.ports?.destination
        encapsulation.proto = outer.transport.proto
        encapsulation.overhead = overhead
        change(&encapsulation)
        guard flight.inner.count < Self.mostDepth else {
            return lost(
                flight, encapsulation,
                DropPoint(
                    ref.netns, .tunnel, .route, "\(outer.dst)",
                    "the way to \(outer.dst) leads into \(link.ifname) itself", link: ref), .loop)
        }
        var below = home
        if below == nil {
            below = try known(
                query.peerNamespace(ref.netns, nsid: link.linkNetnsid), "the namespace below \(link.ifname)")
        }
        guard let id = below else {
            throw NotKnown("the namespace below \(link.ifname) is gone")
        }
        // __ip_dev_find in ip_route_output_key; IPv6 lets foreign sources pass, but ip6_tnl_xmit_ctl does not.
        let needsSource = outer.src.family == .inet || outer.transport.ports == nil
        if let local = encapsulation.local, needsSource, try router(id, local.family).localDevice(of: local) == nil {
            return lost(
                flight, encapsulation,
                DropPoint(
                    id, .tunnel, .address, "\(local)",
                    "\(link.ifname) sends from \(local), which is no address of its node", link: ref), .dropped)
        }
        var next = flight
        if let last = next.hops.indices.last { next.hops[last].tunnel = encapsulation }
        next.inner.append(PacketInFlight.Inner(packet: flight.packet, tunnel: encapsulation, oif: flight.oif))
        next.packet = outer
        next.packet.length = flight.packet.length.map { $0 + overhead }
        if let mark { next.packet.mark = mark } else if id == ref.netns { next.packet.mark = flight.packet.mark }
        next.oif = oif.flatMap { $0 == 0 ? nil : $0 }
        return next.at(.send(id))
    }

    private func lost(
        _ flight: PacketInFlight, _ encapsulation: Encapsulation, _ dropPoint: DropPoint, _ disposition: Disposition
    ) -> PacketInFlight {
        var dropPoint = dropPoint
        dropPoint.tunnel = encapsulation
        return flight.ended(disposition, dropPoint)
    }
}
