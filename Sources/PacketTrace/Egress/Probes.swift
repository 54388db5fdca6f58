import Addresses
import Netfilter
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// Packets that are traced to learn which ways there are: whatever stops them is for those that are traced for a verdict
/// (`Answers`).
public final class Probes {
    /// Traces for the ways; of a node without regard to rules.
    public let tracer: PacketTracer
    public var query: SnapshotQuery { tracer.query }
    public var routerCache: RouterCache { tracer.routerCache }
    private var owners: [NextHopKey: Observed<NextHopOwner>] = [:]

    private struct NextHopKey: Hashable {
        var link: LinkRef
        var address: IPAddress
        var isAsked: Bool
    }

    /// How often an outside is looked for behind a router that knows none.
    private static let mostTurns = 4
    /// How often another destination is chosen because a router has a route of its own for the last one.
    private static let mostChoices = 3

    /// Remembers who owns a next hop, for as long as it lives.
    public init(_ routerCache: RouterCache) {
        // Of a whole node each namespace has its way; which of its packets a rule would send elsewhere is asked of few.
        tracer = PacketTracer(routerCache, rules: .all, for: .ways(rules: !routerCache.query.snapshot.isNodeWide))
    }

    /// The way of a packet for an address that only default routes cover.
    ///
    /// - Parameters:
    ///   - iif: it is not sent here, but comes in by that link.
    ///   - src: the address that the sender has bound.
    ///   - oif: the device that it has bound.
    public func egress(
        of id: NetnsID, _ family: IPAddress.Family, _ question: Egress.Question = .any, iif: LinkRef? = nil,
        src: IPAddress? = nil, oif: Int? = nil
    ) -> Egress {
        guard let router = routerCache.router(id, family).value, var dst = router.outsideAddress(family) else {
            return Egress(of: id, family, question, flow: nil, nil, steps: [])
        }
        let ping = Transport.icmp(.init(type: 8)).fitting(family)
        for _ in 1..<Self.mostChoices {
            let flow = PathFlow(from: id, src: src, to: dst, ping, iif: iif?.ifindex, oif: oif)
            let path = path(of: flow)
            let narrow = path.passages.dropFirst().filter { $0.isNarrow(dst) }.map(\.netns)
            let others = Set(narrow).compactMap { routerCache.router($0, family).value }
            if !others.isEmpty, let next = router.outsideAddress(family, besides: others), next != dst {
                dst = next
            } else {
                return egress(of: id, question, flow, path)
            }
        }
        let flow = PathFlow(from: id, src: src, to: dst, ping, iif: iif?.ifindex, oif: oif)
        return egress(of: id, question, flow, path(of: flow))
    }

    private func egress(of id: NetnsID, _ question: Egress.Question, _ flow: PathFlow, _ path: Trace) -> Egress {
        let steps = path.passages.map { passage in
            let link = passage.oif.flatMap { query.link($0).value }
            return Egress.Step(
                passage: passage, link: link,
                attachment: link.flatMap { link in passage.oif.flatMap { query.attachment(of: $0, link) } })
        }
        return Egress(of: id, flow.dst.family, question, flow: flow, path, steps: steps)
    }

    /// How a namespace routes a packet that comes in by a link, or that it sends itself.
    public func decision(of flow: PathFlow) -> Observed<RouteDecision> {
        observe { () throws(NotKnown) in
            for way in try tracer.firstStep(start(of: flow)) {
                if let first = way.trace.passages.first { return first.decision }
            }
            throw NotKnown("no route was looked up")
        }
    }

    /// Who takes the frames for an address on a link; see `PacketTracer.owner`.
    public func owner(of address: IPAddress, on ref: LinkRef, _ link: Link, isAsked: Bool) -> Observed<NextHopOwner> {
        let key = NextHopKey(link: ref, address: address, isAsked: isAsked)
        if let known = owners[key] { return known }
        let before = query.lacks
        let owner = tracer.exact.owner(of: address, on: ref, link, isAsked: isAsked)
        if query.lacks == before { owners[key] = owner }
        return owner
    }

    // MARK: Traces

    /// One trace to the outside. Where a router knows no way further out, whoever sits on another of its networks plays
    /// that, if somebody does; from there on the packet is asked about once more.
    private func path(of flow: PathFlow) -> Trace {
        var flight = start(of: flow)
        var hops: [Hop] = []
        var passed: [DropPoint] = []
        var turns = 0
        while true {
            var path = tracer.run(flight).first?.trace ?? flight.trace
            path.hops = hops + path.hops
            path.passed = passed + path.passed
            turns += 1
            guard turns < Self.mostTurns, let (side, entrance) = aside(path, for: flow) else { return path }
            hops = side.hops
            passed = side.passed
            flight = received(side.packet, to: flow.dst, at: entrance)
        }
    }

    /// The same trace, led to a network beside the one by which the packet came in; nil where it ended otherwise, or where
    /// there is none.
    private func aside(_ path: Trace, for flow: PathFlow) -> (Trace, LinkRef)? {
        let passages = path.passages
        guard path.disposition == .noRoute, let last = passages.last, let iif = last.iif,
            last.decision.error == .networkUnreachable, last.decision.route == nil
        else { return nil }
        // The first router sees the source that the sender chose; further on it may have been translated.
        let src = passages.count == 2 ? path.packet.src : nil
        guard
            let host = routerCache.sideHost(
                besides: iif, flow.dst.family, src: src, after: Set(passages.map(\.netns)))
        else { return nil }
        var side = tracer.run(received(path.packet, to: host, at: iif)).first?.trace ?? path
        guard side.disposition == .delivered, let entrance = side.passages.last?.iif, entrance.netns == side.netns,
            side.passages.count > 1
        else { return nil }
        // Neither its refusal here nor what the other side does with its own address is part of the way.
        let there = side.hops.prefix { hop in
            if case .route(let decision, _, _, depth: 0) = hop.fact { return !decision.isLocal }
            return true
        }
        side.hops = path.hops.filter { $0.netns != iif.netns || $0.stage != .route } + there
        side.passed = path.passed + side.passed
        return (side, entrance)
    }

    private func start(of flow: PathFlow) -> PacketInFlight {
        guard let iif = flow.iif else { return tracer.start(of: flow) }
        let packet = Packet(src: flow.src ?? .unspecified(flow.dst.family), dst: flow.dst, transport: flow.transport)
        return received(packet, to: flow.dst, at: LinkRef(flow.netns, iif))
    }

    private func received(_ packet: Packet, to dst: IPAddress, at link: LinkRef) -> PacketInFlight {
        var packet = packet
        packet.dst = dst
        packet.kind = .host
        return PacketInFlight(.network(link), packet)
    }
}

extension Passage {
    /// A route for this very part of the Internet decided.
    fileprivate func isNarrow(_ dst: IPAddress) -> Bool {
        guard isOnward, let route = decision.route, route.dst.contains(dst) else { return false }
        return route.dst.length > OutsideSpace.widest(dst.family)
    }
}
