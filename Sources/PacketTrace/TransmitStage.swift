import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension Walk {
    /// dev_queue_xmit: a frame leaves by a device, and where that leads.
    func transmit(_ journey: Journey, _ ref: LinkRef) throws(Unseen) -> [Journey] {
        if ref.ifindex != Devices.loopback { _ = world.traffic(ref) }
        let link = try link(ref)
        guard link.isUp else { return journey.dropped(down(ref, link)) }
        let router = try router(ref.netns, journey.packet.family)
        let device = Interface(link)
        var ways: [Journey] = []
        for passed in try pass(journey, HookPoint(ref.netns, .netdev, .egress, device: device), router) {
            guard passed.result == nil, passed.station == journey.station else {
                ways.append(passed)
                continue
            }
            if let ends = try filter(passed, ref, link, .egress) {
                ways += ends
            } else {
                ways += try drive(passed, ref, link)
            }
        }
        return ways
    }

    private func drive(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        switch link.infoKind {
        case nil: return try driveHardware(journey, ref, link)
        case "veth", "netkit": return try drivePair(journey, ref, link)
        case "bridge": return try bridgeSend(journey, ref, link)
        case "vrf": return [journey.at(.receive(ref))]
        case "tun": return try driveTun(journey, ref, link)
        case "macvlan", "macvtap": return try macvlanSend(journey, ref, link)
        case "vlan": return try vlanSend(journey, ref, link)
        case "vxlan": return try vxlanSend(journey, ref, link)
        case "ipip", "sit", "gre", "gretap": return try tunnelSend(journey, ref, link)
        case "dummy":
            return journey.dropped(
                Stop(
                    ref.netns, .device, .link, link.ifname,
                    "\(link.ifname) is a dummy, which swallows what it is given", link: ref))
        case let kind?: throw Unseen("\(link.ifname): what a link of kind \(kind) does is not known here")
        }
    }

    private func driveHardware(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        if link.isLoopback { return [journey.at(.receive(ref))] }
        guard link.hasCarrier else {
            return journey.dropped(
                Stop(ref.netns, .device, .link, link.ifname, "\(link.ifname) has no carrier", link: ref))
        }
        // The hardware does not give back to the devices on it what one of them sent.
        let hop = Hop(
            ref.netns, .wire, link: ref, name: link.ifname, .leave, because: "\(link.ifname) leads off this node",
            mtu: link.mtu)
        return [journey.with(hop).ended(.leftNode, nil)]
    }

    /// veth_xmit: the other end takes it, if it is up and the frame fits (is_skb_forwardable).
    private func drivePair(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        guard let edge = world.peer(of: ref, link), let to = edge.to else {
            throw Unseen("\(link.ifname): \(world.peer(of: ref, link)?.reason ?? "its other end is unknown")")
        }
        _ = world.traffic(to)
        let far = try self.link(to)
        guard far.isUp else { return journey.dropped(down(to, far)) }
        guard journey.length <= far.mtu + Self.frameSlack else {
            return [
                journey.ended(
                    .tooBig,
                    Stop(
                        to.netns, .mtu, .link, far.ifname,
                        "\(far.ifname) at the other end of \(link.ifname) takes \(far.mtu) bytes, and nobody is told",
                        link: to))
            ]
        }
        let hop = Hop(
            ref.netns, .device, link: ref, name: link.ifname, .cross,
            because: "the other end of \(link.ifname) is \(far.ifname)", mtu: link.mtu)
        return [crossed(journey.with(hop), from: ref.netns, to: to.netns).at(.receive(to))]
    }

    /// VLAN_HLEN, which is granted to every frame.
    static let frameSlack = 4

    /// skb_scrub_packet: what does not survive the way to another device.
    func crossed(_ journey: Journey, from: NetnsID, to: NetnsID) -> Journey {
        var next = journey
        next.isPrerouted = false
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
    private func driveTun(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        guard link.hasCarrier else {
            return journey.dropped(
                Stop(ref.netns, .process, .link, link.ifname, "no process has \(link.ifname) open", link: ref))
        }
        let hop = Hop(
            ref.netns, .process, link: ref, name: link.ifname, .handOver, because: "a process reads \(link.ifname)",
            mtu: link.mtu)
        return [journey.with(hop).ended(.handedToProcess, nil)]
    }

    private func vlanSend(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        guard case .vlan(let id, _) = link.info, let below = world.lower(of: ref, link)?.to else {
            throw Unseen("\(link.ifname): the device below is not known")
        }
        guard journey.packet.vlan == nil else { throw Unseen("frames with two tags are not followed") }
        var tagged = crossed(journey, from: ref.netns, to: below.netns)
        tagged.packet.vlan = UInt16(truncatingIfNeeded: id)
        return [tagged.at(.transmit(below))]
    }
}
