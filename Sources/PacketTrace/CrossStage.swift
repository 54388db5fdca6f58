import Addresses
import NetworkModel
import Topology

extension Walk {
    /// Of a walk for the ways: to who takes the frames for the next hop, without following them across the segment.
    func cross(_ journey: Journey, to nexthop: IPAddress, isGateway: Bool, on ref: LinkRef, _ link: Link) -> [Journey] {
        let owner = exact.owner(of: nexthop, on: ref, link, for: journey.packet, isAsked: aim.judgesRules)
        switch owner {
        case .known(let owner):
            let asked = Hop(
                ref.netns, .neighbor, link: ref, name: link.ifname, .frame,
                because: "\(roads.name(of: owner.place)) \(owner.hasAnswered ? "answers for" : "has") \(nexthop)",
                fact: .owner(owner))
            guard let entrance = owner.entrance ?? world.resolve(owner.place) else {
                return [unknown(journey.with(asked), "the gateway's namespace was not found")]
            }
            return arrive(journey.with(asked), at: entrance)
        case .absent:
            let stop = Stop(
                ref.netns, .neighbor, .neighbor, "\(nexthop)", "nobody on \(link.ifname) has \(nexthop)", link: ref)
            // On-link to everything: only the far end can be meant, whether it answers or not.
            if !isGateway, let attachment = world.attachment(of: ref, link),
                let far = attachment.bridge?.ref ?? attachment.outerRef
            {
                var going = journey
                going.passed.append(stop)
                return arrive(going, at: far)
            }
            return [journey.ended(.neighborUnresolved, stop)]
        case .unknown(let reason):
            if world.attachment(of: ref, link)?.manner == .unresolved { return [unknown(journey, reason)] }
            let hop = Hop(ref.netns, .wire, link: ref, name: link.ifname, .leave, because: reason, mtu: link.mtu)
            return [journey.with(hop).ended(.leftNode, nil)]
        }
    }

    private func arrive(_ journey: Journey, at entrance: LinkRef) -> [Journey] {
        var arriving = journey
        arriving.packet.kind = .host
        let sighting = Journey.Sighting(
            link: entrance, src: arriving.packet.src, dst: arriving.packet.dst, proto: arriving.packet.transport.proto,
            depth: 0)
        guard arriving.seen.insert(sighting).inserted else {
            let name = name(entrance.netns, entrance.ifindex)
            return [
                journey.ended(
                    .loop,
                    Stop(entrance.netns, .device, .link, name, "the packet comes to \(name) again", link: entrance))
            ]
        }
        return [arriving.at(.network(entrance))]
    }
}
