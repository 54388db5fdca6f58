import Addresses
import Netfilter
import NetworkModel
import SnapshotQuery
import Topology

extension PacketTracer {
    /// Of a trace for the ways: to who takes the frames for the next hop, without following them across the segment.
    func cross(_ flight: PacketInFlight, to nexthop: IPAddress, isGateway: Bool, on ref: LinkRef, _ link: Link)
        -> [PacketInFlight]
    {
        let owner = exact.owner(of: nexthop, on: ref, link, for: flight.packet, isAsked: aim.judgesRules)
        switch owner {
        case .known(let owner):
            let asked = Hop(
                ref.netns, .neighbor, link: ref, name: link.ifname, .frame,
                because: "\(routerCache.name(of: owner.place)) \(owner.hasAnswered ? "answers for" : "has") \(nexthop)",
                fact: .owner(owner))
            guard let entrance = owner.entrance ?? query.resolve(owner.place) else {
                return [unknown(flight.with(asked), "the gateway's namespace was not found")]
            }
            return arrive(flight.with(asked), from: ref, at: entrance)
        case .absent:
            let dropPoint = DropPoint(
                ref.netns, .neighbor, .neighbor, "\(nexthop)", "nobody on \(link.ifname) has \(nexthop)", link: ref)
            // On-link to everything: only the far end can be meant, whether it answers or not.
            if !isGateway, let attachment = query.attachment(of: ref, link),
                let far = attachment.bridge?.ref ?? attachment.outerRef
            {
                var going = flight
                going.passed.append(dropPoint)
                return arrive(going, from: ref, at: far)
            }
            return [flight.ended(.neighborUnresolved, dropPoint)]
        case .unknown(let reason):
            if query.attachment(of: ref, link)?.manner == .unresolved { return [unknown(flight, reason)] }
            let hop = Hop(ref.netns, .wire, link: ref, name: link.ifname, .leave, because: reason, mtu: link.mtu)
            var leaving = flight
            tap(&leaving, ref, isOutgoing: true)
            return [leaving.with(hop).ended(.leftNode, nil)]
        }
    }

    private func arrive(_ flight: PacketInFlight, from ref: LinkRef, at entrance: LinkRef) -> [PacketInFlight] {
        var arriving = crossed(flight, from: ref.netns, to: entrance.netns)
        tap(&arriving, ref, isOutgoing: true)
        tap(&arriving, entrance, isOutgoing: false)
        arriving.packet.kind = .host
        let sighting = PacketInFlight.Sighting(
            link: entrance, src: arriving.packet.src, dst: arriving.packet.dst, proto: arriving.packet.transport.proto,
            depth: 0)
        guard arriving.seen.insert(sighting).inserted else {
            let name = name(entrance.netns, entrance.ifindex)
            return [
                flight.ended(
                    .loop,
                    DropPoint(entrance.netns, .device, .link, name, "the packet comes to \(name) again", link: entrance)
                )
            ]
        }
        return [arriving.at(.network(entrance))]
    }
}
