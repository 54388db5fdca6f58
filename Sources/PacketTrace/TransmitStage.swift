import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension PacketTracer {
    /// dev_queue_xmit: a frame leaves by a device, and where that leads.
    func transmit(_ flight: PacketInFlight, _ ref: LinkRef) throws(NotKnown) -> [PacketInFlight] {
        routerCache.prefetchTraffic(ref)
        let link = try link(ref)
        guard link.isUp else { return flight.dropped(down(ref, link)) }
        let router = try router(ref.netns, flight.packet.family)
        let device = Interface(link)
        var ways: [PacketInFlight] = []
        var leaving = flight
        leaving.packet.output = .known(device)
        for passed in try pass(leaving, HookPoint(ref.netns, .netdev, .egress, device: device), router) {
            guard passed.disposition == nil, passed.position == leaving.position else {
                ways.append(passed)
                continue
            }
            if let ends = try filter(passed, ref, link, .egress) {
                ways += ends
            } else {
                for var sent in try shape(passed, ref, link) {
                    guard sent.disposition == nil else {
                        ways.append(sent)
                        continue
                    }
                    tap(&sent, ref, isOutgoing: true)
                    ways += try drive(sent, ref, link)
                }
            }
        }
        return ways
    }

    private func drive(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        switch link.infoKind {
        case nil: return try driveHardware(flight, ref, link)
        case "veth", "netkit": return try drivePair(flight, ref, link)
        case "bridge": return try bridgeSend(flight, ref, link)
        case "vrf": return [flight.at(.receive(ref))]
        case "tun": return try driveTun(flight, ref, link)
        case "macvlan", "macvtap": return try macvlanSend(flight, ref, link)
        case "ipvlan", "ipvtap": return try ipvlanSend(flight, ref, link)
        case "bond": return try bondSend(flight, ref, link)
        case "geneve": return [try geneveSend(flight, ref, link)]
        case "wireguard": return [try wireguardSend(flight, ref, link)]
        case "vlan": return try vlanSend(flight, ref, link)
        case "vxlan": return try vxlanSend(flight, ref, link)
        case "ipip", "sit", "gre", "gretap", "ip6tnl", "ip6gre", "ip6gretap": return try tunnelSend(flight, ref, link)
        case "ifb": return [try giveBack(flight, ref, link)]
        case "dummy":
            return flight.dropped(
                DropPoint(
                    ref.netns, .device, .link, link.ifname,
                    "\(link.ifname) is a dummy, which swallows what it is given", link: ref))
        case let kind?: throw NotKnown("\(link.ifname): what a link of kind \(kind) does is not known here")
        }
    }

    private func driveHardware(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown)
        -> [PacketInFlight]
    {
        link.isLoopback ? [flight.at(.receive(ref))] : try driveOff(flight, ref, link)
    }

    /// Off what can be seen. The hardware does not give back to the devices on it what one of them sent.
    private func driveOff(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard link.hasCarrier else {
            return flight.dropped(
                DropPoint(ref.netns, .device, .link, link.ifname, "\(link.ifname) has no carrier", link: ref))
        }
        if let stranger = unasked(flight, ref, link) ?? astray(flight, ref, link) { return flight.dropped(stranger) }
        let hop = Hop(
            ref.netns, .wire, link: ref, name: link.ifname, .leave, because: "\(link.ifname) leads off this node",
            mtu: link.mtu)
        return [flight.with(hop).ended(.leftNode, nil)]
    }

    /// veth_xmit: the other end takes it, if it is up and the frame fits (is_skb_forwardable).
    private func drivePair(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight]
    {
        if query.edgeOfSight(at: ref, link) != nil { return try driveOff(flight, ref, link) }
        guard let edge = query.peer(of: ref, link), let to = edge.to else {
            throw NotKnown("\(link.ifname): \(query.peer(of: ref, link)?.reason ?? "its other end is unknown")")
        }
        query.prefetch(.traffic(to.netns, ifindex: to.ifindex))
        let far = try self.link(to)
        guard far.isUp else { return flight.dropped(down(to, far)) }
        guard flight.length <= far.mtu + Self.frameSlack else {
            return [
                flight.ended(
                    .tooBig,
                    DropPoint(
                        to.netns, .mtu, .link, far.ifname,
                        "\(far.ifname) at the other end of \(link.ifname) takes \(far.mtu) bytes, and nobody is told",
                        link: to))
            ]
        }
        if query.attachment(of: ref, link)?.isSwitchedByProgram == true {
            let hop = Hop(
                ref.netns, .process, link: ref, name: link.ifname, .handOver,
                because: "a program switches what comes out of \(far.ifname), the other end", mtu: link.mtu)
            return [flight.with(hop).ended(.handedToProcess, nil)]
        }
        let hop = Hop(
            ref.netns, .device, link: ref, name: link.ifname, .cross,
            because: "the other end of \(link.ifname) is \(far.ifname)", mtu: link.mtu)
        return [crossed(flight.with(hop), from: ref.netns, to: to.netns).at(.receive(to))]
    }

    /// VLAN_HLEN, which is granted to every frame.
    static let frameSlack = 4

    /// skb_scrub_packet: what does not survive the way to another device.
    func crossed(_ flight: PacketInFlight, from: NetnsID, to: NetnsID) -> PacketInFlight {
        var next = flight
        next.isPrerouted = false
        next.isRelayed = false
        next.packet.input = .absent
        next.packet.output = .absent
        next.packet.physicalInput = .absent
        next.packet.physicalOutput = .absent
        next.packet.tracking = .none
        next.packet.priority = 0
        next.packet.proxy = nil
        if from != to {
            next.packet.mark = 0
            next.packet.owner = .absent
        }
        return next
    }

    /// A tun or tap device: whoever holds it open reads the packet.
    private func driveTun(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard link.hasCarrier else {
            return flight.dropped(
                DropPoint(ref.netns, .process, .link, link.ifname, "no process has \(link.ifname) open", link: ref))
        }
        if let stranger = unasked(flight, ref, link) { return flight.dropped(stranger) }
        let hop = Hop(
            ref.netns, .process, link: ref, name: link.ifname, .handOver, because: "a process reads \(link.ifname)",
            mtu: link.mtu)
        return [flight.with(hop).ended(.handedToProcess, nil)]
    }

    /// An answer that leaves this node with another source than the one that was asked. Whoever translated the question did
    /// not see it, and nobody behind will.
    private func unasked(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) -> DropPoint? {
        guard let awaited = flight.awaited?.tuple, flight.inner.isEmpty, flight.ask == nil, flight.packet.quoted == nil
        else { return nil }
        let tuple = Connection.Tuple(flight.packet)
        guard tuple.src != awaited.src || tuple.sport != awaited.sport else { return nil }
        return DropPoint(
            ref.netns, .socket, .address, "\(awaited.src)",
            "the answer leaves by \(link.ifname) as from \(tuple.src), and \(awaited.src) was asked: nobody waits for it",
            link: ref)
    }

    /// An answer that leaves this node though who asked is on it, and got here by no such way.
    private func astray(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) -> DropPoint? {
        guard let awaited = flight.awaited, !awaited.isOutside, flight.inner.isEmpty, flight.ask == nil,
            flight.packet.quoted == nil
        else { return nil }
        return DropPoint(
            ref.netns, .wire, .link, link.ifname,
            "the answer leaves this node by \(link.ifname), and who asked for it is here", link: ref)
    }

    /// vlan_dev_hard_start_xmit: a tag more, around those that the frame has.
    private func vlanSend(_ flight: PacketInFlight, _ ref: LinkRef, _ link: Link) throws(NotKnown) -> [PacketInFlight] {
        guard case .vlan(let id, let proto) = link.info, let below = query.lower(of: ref, link)?.to else {
            throw NotKnown("\(link.ifname): the device below is not known")
        }
        var tagged = crossed(flight, from: ref.netns, to: below.netns)
        tagged.packet.push(VLANTag(id: UInt16(truncatingIfNeeded: id), proto: proto))
        return [tagged.at(.transmit(below))]
    }
}
