import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// __netif_receive_skb_core: whose frame is it?
    func receive(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        routerCache.prefetchTraffic(ref)
        let link = try link(ref)
        guard link.isUp else { return flight.dropped(down(ref, link)) }
        var arriving = flight
        if arriving.isGivenBack {
            arriving.isGivenBack = false
            return try handle(arriving, ref, link)
        }
        let sighting = PacketInFlight.Sighting(
            link: ref, src: arriving.packet.src, dst: arriving.packet.dst, proto: arriving.packet.transport.proto,
            destinationMAC: arriving.packet.destinationMAC.value, tags: arriving.packet.tags,
            depth: arriving.inner.count)
        guard arriving.seen.insert(sighting).inserted else {
            return [
                flight.ended(
                    .loop,
                    DropPoint(
                        ref.netns, .device, .link, link.ifname, "the packet comes to \(link.ifname) again", link: ref)
                )
            ]
        }
        arriving.packet.kind = Self.kind(arriving.packet, link)
        // nft_do_chain_netdev: the device is what rules see as the one that it came in by.
        arriving.packet.input = .known(Interface(link))
        if let ends = try runPrograms(&arriving, ref, link) { return ends }
        let router = try router(ref.netns, arriving.packet.family)
        var ways: [PacketInFlight] = []
        for passed in try pass(arriving, HookPoint(ref.netns, .netdev, .ingress, device: Interface(link)), router) {
            guard passed.disposition == nil, case .receive = passed.position else {
                ways.append(passed)
                continue
            }
            ways += try handle(passed, ref, link)
        }
        return ways
    }

    /// The receive handlers: masters and children take frames before the device's own network layer does.
    private func handle(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        if flight.packet.vlan != nil {
            let isPort = link.infoSlaveKind == "bridge"
            if let child = try vlanChild(flight, ref, isBridgePort: isPort) { return [untagged(flight, ref, child)] }
            if !isPort, link.master == nil { return flight.dropped(noVLAN(flight, ref, link)) }
        }
        switch link.infoSlaveKind {
        case "bridge": return try bridgeReceive(flight, ref, link)
        case "bond":
            guard let master = link.master else { break }
            return try bondReceive(flight, ref, link, LinkRef(ref.netns, master))
        case "team":
            throw NotKnown("\(link.ifname) is a port of a team, and which of them are in use is not read")
        case "openvswitch", "ovs-system":
            throw NotKnown("\(link.ifname) is a port of Open vSwitch, whose flows are not read")
        default: break
        }
        let children = try childrenReceive(flight, ref, link)
        return children.taken ? children.copies : children.copies + [try own(flight, ref, link)].flatMap { $0 }
    }

    private func own(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        if flight.packet.isARP { return try arpInput(flight, ref, link) }
        return [flight.at(.network(ref))]
    }

    /// What a bridge passes up: past the hardware address, which the bridge has looked at.
    func passUp(_ frame: PacketInFlight, _ bridge: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        var flight = frame
        if let ends = try runPrograms(&flight, bridge, link) { return ends }
        if flight.packet.vlan != nil {
            guard let child = try vlanChild(flight, bridge, isBridgePort: false) else {
                return flight.dropped(noVLAN(flight, bridge, link))
            }
            return [untagged(flight, bridge, child)]
        }
        let children = try childrenReceive(flight, bridge, link)
        return children.taken ? children.copies : children.copies + [try own(flight, bridge, link)].flatMap { $0 }
    }

    /// eth_type_trans
    static func kind(_ packet: Packet, _ link: Link) -> Packet.Kind {
        if link.isLoopback { return .host }
        guard let mac = packet.destinationMAC.value else { return .host }
        if mac.isBroadcast { return .broadcast }
        if mac.isGroup { return .multicast }
        return mac == link.address ? .host : .otherhost
    }

    /// The devices that ride on a link: it has those of one kind.
    private func childrenReceive(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> (
        copies: [PacketInFlight], taken: Bool
    ) {
        let ipvlans = try ipvlanReceive(flight, ref, link)
        return ipvlans.isEmpty ? try macvlanReceive(flight, ref, link) : (ipvlans.copies, ipvlans.taken)
    }

    private func untagged(_ flight: PacketInFlight, _ ref: LinkRef, _ child: LinkRef) -> PacketInFlight {
        var inner = child.netns == ref.netns ? flight : crossed(flight, from: ref.netns, to: child.netns)
        inner.packet.popTag()
        return inner.at(.receive(child))
    }

    private func noVLAN(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) -> DropPoint {
        let tag = flight.packet.vlan.map { " \($0)" } ?? ""
        return DropPoint(
            ref.netns, .device, .link, link.ifname, "\(link.ifname) has no VLAN\(tag)", link: ref,
            detail: .vlan(flight.packet.vlan, isIngress: false))
    }
}
