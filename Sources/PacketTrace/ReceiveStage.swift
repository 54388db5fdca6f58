import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// __netif_receive_skb_core: whose frame is it?
    func receive(_ journey: Journey, _ ref: LinkRef) throws(Unseen) -> [Journey] {
        if ref.ifindex != Devices.loopback { _ = world.traffic(ref) }
        let link = try link(ref)
        guard link.isUp else { return journey.dropped(down(ref, link)) }
        var arriving = journey
        let sighting = Journey.Sighting(
            link: ref, src: arriving.packet.src, dst: arriving.packet.dst, proto: arriving.packet.transport.proto,
            destinationMAC: arriving.packet.destinationMAC.value, vlan: arriving.packet.vlan,
            depth: arriving.inner.count)
        guard arriving.seen.insert(sighting).inserted else {
            return [
                journey.ended(
                    .loop,
                    Stop(ref.netns, .device, .link, link.ifname, "the packet comes to \(link.ifname) again", link: ref)
                )
            ]
        }
        arriving.packet.kind = Self.kind(arriving.packet, link)
        if let ends = try runPrograms(arriving, ref, link) { return ends }
        let router = try router(ref.netns, arriving.packet.family)
        var ways: [Journey] = []
        for passed in try pass(arriving, HookPoint(ref.netns, .netdev, .ingress, device: Interface(link)), router) {
            guard passed.result == nil, case .receive = passed.station else {
                ways.append(passed)
                continue
            }
            ways += try handle(passed, ref, link)
        }
        return ways
    }

    /// The receive handlers: masters and children take frames before the device's own network layer does.
    private func handle(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        if journey.packet.vlan != nil, link.infoSlaveKind != "bridge" { return try vlanReceive(journey, ref, link) }
        switch link.infoSlaveKind {
        case "bridge": return try bridgeReceive(journey, ref, link)
        case "bond", "team":
            guard let master = link.master else { break }
            return [journey.at(.receive(LinkRef(ref.netns, master)))]
        case "openvswitch", "ovs-system":
            throw Unseen("\(link.ifname) is a port of Open vSwitch, whose flows are not read")
        default: break
        }
        let children = try macvlanReceive(journey, ref, link)
        return children.taken ? children.copies : children.copies + [try own(journey, ref, link)].flatMap { $0 }
    }

    private func own(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        if journey.packet.isARP { return try arpInput(journey, ref, link) }
        return [journey.at(.network(ref))]
    }

    /// What a bridge passes up: past the hardware address, which the bridge has looked at.
    func passUp(_ journey: Journey, _ bridge: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        if let ends = try runPrograms(journey, bridge, link) { return ends }
        if journey.packet.vlan != nil { return try vlanReceive(journey, bridge, link) }
        let children = try macvlanReceive(journey, bridge, link)
        return children.taken ? children.copies : children.copies + [try own(journey, bridge, link)].flatMap { $0 }
    }

    /// eth_type_trans
    static func kind(_ packet: Packet, _ link: Link) -> Packet.Kind {
        if link.isLoopback { return .host }
        guard let mac = packet.destinationMAC.value else { return .host }
        if mac.isBroadcast { return .broadcast }
        if mac.isGroup { return .multicast }
        return mac == link.address ? .host : .otherhost
    }

    private func vlanReceive(_ journey: Journey, _ ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey] {
        guard let tag = journey.packet.vlan else { return [] }
        let links = try known(world.links(ref.netns), "links") ?? []
        let child = links.first { candidate in
            guard candidate.linkIndex == ref.ifindex, candidate.linkNetnsid == nil,
                case .vlan(let id, _) = candidate.info
            else { return false }
            return id == Int(tag)
        }
        guard let child else {
            return journey.dropped(
                Stop(ref.netns, .device, .link, link.ifname, "\(link.ifname) has no VLAN \(tag)", link: ref))
        }
        var inner = journey
        inner.packet.vlan = nil
        return [inner.at(.receive(LinkRef(ref.netns, child.ifindex)))]
    }
}
