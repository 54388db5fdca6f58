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
            } else {
                ways += try finish(passed, ref, link, path)
            }
        }
        return ways
    }

    private func finish(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link, _ path: RoutePath) throws(NotKnown)
        -> [PacketInFlight]
    {
        guard link.isUp else { return flight.dropped(down(ref, link)) }
        var leaving = flight
        if !link.isLoopback {
            leaving.narrow(to: link.mtu)
            // ip_fragment: the first part stands for all.
            if let length = leaving.packet.length, length > link.mtu, !leaving.packet.dontFragment {
                leaving.packet.length = link.mtu
                leaving.hops.append(
                    Hop(
                        ref.netns, .mtu, link: ref, name: link.ifname, "fragment",
                        because: "\(link.ifname) takes \(link.mtu) bytes at a time, and this has \(length)",
                        mtu: link.mtu))
            }
        }
        if link.isLoopback || link.infoKind == "vrf" { return [leaving.at(.receive(ref))] }
        leaving.packet.kind = .outgoing
        guard link.hasNeighbors else {
            leaving.packet.sourceMAC = .absent
            leaving.packet.destinationMAC = .absent
            return [leaving.at(.transmit(ref))]
        }
        return try resolve(leaving, path.gateway ?? leaving.packet.dst, on: ref, link)
    }

    func down(_ ref: LinkRef, _ link: Link) -> DropPoint {
        DropPoint(ref.netns, .device, "link", link.ifname, "\(link.ifname) is down", link: ref)
    }
}

extension Link {
    /// Frames need a hardware address: that of the next hop, where ARP or neighbour discovery may ask for it.
    var hasNeighbors: Bool { linkType == 1 }
}
