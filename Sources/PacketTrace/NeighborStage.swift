import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension PacketTracer {
    /// What came of the question who has an address.
    enum Resolution {
        case answered([Answer])
        /// The question leaves the node, where somebody may answer.
        case outside(PacketInFlight)
        case silent(DropPoint)
    }

    struct Answer {
        var mac: LinkLayerAddress
        /// The link that answers.
        var at: LinkRef
        /// Of whom, for people.
        var by: String
        var learned: LearnedState
    }

    /// neigh_resolve_output: the hardware address for the next hop, from the table or by asking.
    func resolve(_ flight: PacketInFlight, by gateway: IPAddress?, on ref: LinkRef, _ link: Link) throws(NotKnown)
        -> [PacketInFlight]
    {
        let nexthop = gateway ?? flight.packet.dst
        var flight = flight
        flight.nexthop = (nexthop, ref)
        guard aim.isVerdict else { return cross(flight, to: nexthop, isGateway: gateway != nil, on: ref, link) }
        if let mac = flight.learned.neighbor(ref, nexthop) {
            return [framed(flight, mac, ref, link, "neighbor \(nexthop) is \(mac), as just learned")]
        }
        let entry = try known(query.neighbor(ref, nexthop), "neighbor \(nexthop)")
        if let entry, !entry.state.isDisjoint(with: .valid), let mac = entry.lladdr {
            let state = entry.state.names.joined(separator: ",")
            // What a link without ARP looks up once it keeps as if it had learned it.
            if entry.state.contains(.noARP), link.flags.contains(.noARP), mac == link.address {
                flight.unasked = Solicitation(target: nexthop, link: ref, part: .unasked)
            }
            let framing = Framing(
                nexthop: nexthop, link: ref, isPermanent: !entry.state.isDisjoint(with: [.permanent, .noARP]))
            return [
                framed(flight, mac, ref, link, "neighbor \(nexthop) lladdr \(mac) \(state)", .framing(framing))
            ]
        }
        // arp_constructor, ndisc_constructor: a device that asks nobody sends to itself.
        if link.flags.contains(.noARP), let mac = link.address {
            flight.unasked = Solicitation(target: nexthop, link: ref, part: .unasked)
            return [
                framed(flight, mac, ref, link, "ARP is off on \(link.ifname), which then sends to its own address")
            ]
        }
        let resolution =
            nexthop.family == .inet
            ? try askByARP(flight, nexthop, ref, link) : try solicit(flight, nexthop, ref, link)
        switch resolution {
        case .answered(let answers):
            let isSure = Set(answers.map(\.mac)).count < 2
            return answers.prefix(isSure ? 1 : answers.count).map { answer in
                var next = flight
                next.learned = answer.learned
                next.learned.learn(nexthop, on: ref, is: answer.mac)
                if !isSure { next.assumptions.append("\(answer.by) answers first for \(nexthop)") }
                return framed(
                    next, answer.mac, ref, link, "\(answer.by) answers for \(nexthop) with \(answer.mac)",
                    .owner(owner(answer, of: nexthop)))
            }
        case .outside(let copy):
            if let entry, !entry.state.isDisjoint(with: [.failed, .incomplete]) {
                return [
                    unresolved(
                        flight,
                        DropPoint(
                            ref.netns, .neighbor, .neighbor, "\(nexthop)",
                            "nobody answered for \(nexthop) on \(link.ifname) (\(entry.state.names.joined(separator: ",")))",
                            link: ref
                        ).stopping(.request, for: nexthop, on: ref))
                ]
            }
            var next = flight
            next.hops.append(
                Hop(
                    ref.netns, .neighbor, link: ref, name: link.ifname, .ask,
                    because: "\(nexthop) may be outside this node"))
            next.hops += copy.hops
            next.position = copy.position
            next.packet.sourceMAC = link.address.map(Observed.known) ?? .absent
            return [next.ended(copy.disposition ?? .leftNode, nil)]
        case .silent(let dropPoint): return [unresolved(flight, dropPoint)]
        }
    }

    private func unresolved(_ flight: PacketInFlight, _ dropPoint: DropPoint) -> PacketInFlight {
        flight.with(Hop(dropPoint.netns, .neighbor, link: dropPoint.link, .fail, because: dropPoint.reason)).ended(
            .neighborUnresolved, dropPoint)
    }

    private func framed(
        _ flight: PacketInFlight, _ mac: LinkLayerAddress, _ ref: LinkRef, _ link: Link, _ because: String,
        _ fact: HopFact? = nil
    ) -> PacketInFlight {
        var next = flight
        next.packet.destinationMAC = .known(mac)
        next.packet.sourceMAC = link.address.map(Observed.known) ?? .absent
        next.hops.append(Hop(ref.netns, .neighbor, link: ref, name: link.ifname, .frame, because: because, fact: fact))
        return next.at(.transmit(ref))
    }

    /// Sends a question into the segment, and each answer back.
    func ask(
        _ question: PacketInFlight, _ target: IPAddress, _ ref: LinkRef, _ link: Link,
        answer: (PacketInFlight, LinkRef, LinkLayerAddress) throws(NotKnown) -> [PacketInFlight]
    ) throws(NotKnown) -> Resolution {
        let copies = try nested(question)
        var learned = question.learned
        for copy in copies { learned.absorb(copy.learned) }
        var answers: [Answer] = []
        var lost: DropPoint?
        var open: String?
        for copy in copies {
            guard let (place, mac) = copy.answer else { continue }
            var heard = copy
            heard.learned = learned
            for back in try answer(heard, place, mac) {
                if back.disposition == .delivered {
                    var learned = learned
                    learned.absorb(back.learned)
                    answers.append(
                        Answer(
                            mac: mac, at: place, by: name(place.netns, place.ifindex) + words(of: place.netns),
                            learned: learned))
                } else if back.disposition == .unknown {
                    open = back.dropPoint?.reason ?? "the way of the answer is not known"
                } else {
                    lost = back.dropPoint?.stopping(.answer, for: target, on: ref)
                }
            }
        }
        if !answers.isEmpty { return .answered(answers) }
        if let open { throw NotKnown(open) }
        if let lost { return .silent(lost) }
        if let open = copies.first(where: { $0.disposition == .unknown }) {
            throw NotKnown(open.dropPoint?.reason ?? "the segment is not known")
        }
        if let wanted = copies.first(where: { isOnItsWay($0, to: target) }), let dropPoint = wanted.dropPoint {
            return .silent(dropPoint.stopping(.request, for: target, on: ref))
        }
        if let outside = copies.first(where: { $0.exit != nil }) { return .outside(outside) }
        // With a single way there is just one thing that can be wrong on it.
        if copies.count == 1, let dropPoint = copies.first?.dropPoint, dropPoint.stage != .neighbor {
            return .silent(dropPoint.stopping(.request, for: target, on: ref))
        }
        return .silent(
            DropPoint(ref.netns, .neighbor, .neighbor, "\(target)", "nobody on \(link.ifname) has \(target)", link: ref)
                .stopping(.request, for: target, on: ref))
    }

    /// A copy of the question that would have got to who has the address.
    private func isOnItsWay(_ copy: PacketInFlight, to target: IPAddress) -> Bool {
        guard let dropPoint = copy.dropPoint else { return false }
        if copy.isWanted { return true }
        guard dropPoint.rule != nil else { return false }
        return query.addresses(dropPoint.netns, target.family).value?.contains { $0.address == target } ?? false
    }

    private func words(of id: NetnsID) -> String { query.namespace(id)?.names.first.map { " in \($0)" } ?? "" }
}
