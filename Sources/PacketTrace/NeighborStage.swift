import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery

extension Walk {
    /// What came of the question who has an address.
    enum Resolution {
        case answered([Answer])
        /// The question leaves the node, where somebody may answer.
        case outside(Journey)
        case silent(Stop)
    }

    struct Answer {
        var mac: LinkLayerAddress
        /// The link that answers.
        var at: LinkRef
        /// Of whom, for people.
        var by: String
        var paper: Paper
    }

    /// neigh_resolve_output: the hardware address for the next hop, from the table or by asking.
    func resolve(_ journey: Journey, by gateway: IPAddress?, on ref: LinkRef, _ link: Link) throws(Unseen) -> [Journey]
    {
        let nexthop = gateway ?? journey.packet.dst
        var journey = journey
        journey.nexthop = (nexthop, ref)
        guard aim.isVerdict else { return cross(journey, to: nexthop, isGateway: gateway != nil, on: ref, link) }
        if let mac = journey.paper.neighbor(ref, nexthop) {
            return [framed(journey, mac, ref, link, "neighbor \(nexthop) is \(mac), as just learned")]
        }
        let entry = try known(world.neighbor(ref, nexthop), "neighbor \(nexthop)")
        if let entry, !entry.state.isDisjoint(with: .valid), let mac = entry.lladdr {
            let state = entry.state.names.joined(separator: ",")
            return [framed(journey, mac, ref, link, "neighbor \(nexthop) lladdr \(mac) \(state)")]
        }
        // arp_constructor, ndisc_constructor: a device that asks nobody sends to itself.
        if link.flags.contains(.noARP), let mac = link.address {
            return [
                framed(journey, mac, ref, link, "ARP is off on \(link.ifname), which then sends to its own address")
            ]
        }
        let resolution =
            nexthop.family == .inet
            ? try askByARP(journey, nexthop, ref, link) : try solicit(journey, nexthop, ref, link)
        switch resolution {
        case .answered(let answers):
            let isSure = Set(answers.map(\.mac)).count < 2
            return answers.prefix(isSure ? 1 : answers.count).map { answer in
                var next = journey
                next.paper = answer.paper
                next.paper.learn(nexthop, on: ref, is: answer.mac)
                if !isSure { next.assumptions.append("\(answer.by) answers first for \(nexthop)") }
                return framed(
                    next, answer.mac, ref, link, "\(answer.by) answers for \(nexthop) with \(answer.mac)",
                    .owner(owner(answer, of: nexthop)))
            }
        case .outside(let copy):
            if let entry, !entry.state.isDisjoint(with: [.failed, .incomplete]) {
                return [
                    unresolved(
                        journey,
                        Stop(
                            ref.netns, .neighbor, .neighbor, "\(nexthop)",
                            "nobody answered for \(nexthop) on \(link.ifname) (\(entry.state.names.joined(separator: ",")))",
                            link: ref))
                ]
            }
            var next = journey
            next.hops.append(
                Hop(
                    ref.netns, .neighbor, link: ref, name: link.ifname, .ask,
                    because: "\(nexthop) may be outside this node"))
            next.hops += copy.hops
            return [next.ended(.leftNode, nil)]
        case .silent(let stop): return [unresolved(journey, stop)]
        }
    }

    private func unresolved(_ journey: Journey, _ stop: Stop) -> Journey {
        journey.with(Hop(stop.netns, .neighbor, link: stop.link, .fail, because: stop.reason)).ended(
            .neighborUnresolved, stop)
    }

    private func framed(
        _ journey: Journey, _ mac: LinkLayerAddress, _ ref: LinkRef, _ link: Link, _ because: String,
        _ fact: HopFact? = nil
    ) -> Journey {
        var next = journey
        next.packet.destinationMAC = .known(mac)
        next.packet.sourceMAC = link.address.map(Observed.known) ?? .absent
        next.hops.append(Hop(ref.netns, .neighbor, link: ref, name: link.ifname, .frame, because: because, fact: fact))
        return next.at(.transmit(ref))
    }

    /// Sends a question into the segment, and each answer back.
    func ask(
        _ question: Journey, _ target: IPAddress, _ ref: LinkRef, _ link: Link,
        answer: (Journey, LinkRef, LinkLayerAddress) throws(Unseen) -> [Journey]
    ) throws(Unseen) -> Resolution {
        let copies = try nested(question)
        var paper = question.paper
        for copy in copies { paper.absorb(copy.paper) }
        var answers: [Answer] = []
        var lost: Stop?
        for copy in copies {
            guard let (place, mac) = copy.answer else { continue }
            var heard = copy
            heard.paper = paper
            for back in try answer(heard, place, mac) {
                if back.result == .delivered {
                    var paper = paper
                    paper.absorb(back.paper)
                    answers.append(
                        Answer(
                            mac: mac, at: place, by: name(place.netns, place.ifindex) + words(of: place.netns),
                            paper: paper))
                } else {
                    lost = back.stop
                }
            }
        }
        if !answers.isEmpty { return .answered(answers) }
        if let lost { return .silent(lost) }
        if let open = copies.first(where: { $0.result == .unknown }) {
            throw Unseen(open.stop?.reason ?? "the segment is not known")
        }
        if let wanted = copies.first(where: { $0.isWanted && $0.stop != nil }), let stop = wanted.stop {
            return .silent(stop)
        }
        if let outside = copies.first(where: { $0.result == .leftNode }) { return .outside(outside) }
        // With a single way there is just one thing that can be wrong on it.
        if copies.count == 1, let stop = copies.first?.stop, stop.stage != .neighbor { return .silent(stop) }
        return .silent(
            Stop(ref.netns, .neighbor, .neighbor, "\(target)", "nobody on \(link.ifname) has \(target)", link: ref))
    }

    private func words(of id: NetnsID) -> String { world.namespace(id)?.names.first.map { " in \($0)" } ?? "" }
}
