import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// vxlan_xmit: which far ends the frame goes to.
    func vxlanSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard case .vxlan(let info) = link.info else { throw NotKnown("\(link.ifname): its settings were not read") }
        guard !info.collectMetadata else {
            throw NotKnown("\(link.ifname) takes its far ends from routes, which is not followed")
        }
        guard let mac = flight.packet.destinationMAC.value else {
            throw NotKnown("the frame's destination is not known")
        }
        if info.proxy == true, flight.ask != nil {
            throw NotKnown("\(link.ifname) answers for others (proxy), which is not followed")
        }
        if let remote = flight.learned.remote(of: mac, on: ref) {
            return [try wrap(flight, ref, link, info, to: remote, nil, "\(mac) was just learned behind \(remote)")]
        }
        let rows = (try known(query.fdb(of: ref), "fdb") ?? []).filter { $0.isSelf || $0.dst != nil }
        let own = rows.filter { $0.mac == mac }
        // 00:00:00:00:00:00 stands for all others.
        let entries = own.isEmpty ? rows.filter(\.mac.isZero) : own
        guard !entries.isEmpty else {
            var dropPoint = DropPoint(
                ref.netns, .tunnel, .fdb, "\(mac)", "\(link.ifname) knows no far end for \(mac)", link: ref)
            dropPoint.tunnel = Encapsulation(ref, link, flight)
            return flight.dropped(dropPoint)
        }
        var copies: [PacketInFlight] = []
        for entry in entries {
            guard let remote = entry.dst else {
                throw NotKnown("a forwarding entry of \(link.ifname) names no address")
            }
            guard !remote.isMulticast else {
                throw NotKnown("\(link.ifname) sends to the group \(remote), which is not followed")
            }
            copies.append(
                try wrap(
                    flight, ref, link, info, to: remote, entry, "fdb \(entry.mac) dev \(link.ifname) dst \(remote)"))
        }
        guard !mac.isGroup, copies.count > 1 else { return copies }
        // Several far ends, of which one takes it.
        var failure: PacketInFlight?
        for copy in copies {
            for end in try nested(copy) {
                if end.disposition?.isSuccess == true { return [end] }
                failure = failure ?? end
            }
        }
        return failure.map { [$0] } ?? []
    }

    private func wrap(
        _ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ info: VXLANInfo, to remote: IPAddress,
        _ entry: FDBEntry?,
        _ because: String
    ) throws(NotKnown) -> PacketInFlight {
        let port = entry?.port ?? info.port ?? 8472
        let vni = entry?.vni ?? info.id
        // Ethernet, VXLAN and UDP headers, and the outer IP header.
        let overhead = 14 + 8 + 8 + (remote.family == .inet ? 20 : 40)
        var outer = Packet(
            src: info.local.flatMap { $0.family == remote.family ? $0 : nil } ?? .unspecified(remote.family),
            dst: remote,
            transport: .udp(Transport.Ports(source: nil, destination: port)))
        outer.dontFragment = flight.packet.isWhole(inside: remote.family, df: info.df)
        let hop = Hop(
            ref.netns, .tunnel, link: ref, name: link.ifname, .wrap,
            because: "\(because), VNI \(vni ?? 0), port \(port)", mtu: link.mtu)
        return try tunnel(flight.with(hop), ref, link, outer, overhead: overhead, vni: vni, oif: entry?.viaIfindex) {
            $0.refusesCut = refusesCut(flight, link)
        }
    }
}
