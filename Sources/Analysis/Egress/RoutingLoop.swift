import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

/// Routers that send a packet to each other until its time to live is used up.
public struct RoutingLoop: Sendable {
    /// One of them, and the route by which it sends the packet on.
    public struct Turn: Sendable {
        public let netns: NetnsID
        public let route: Route
        /// The link that it leaves by. Hostile text.
        public let linkName: String
        /// Nil where the destination itself is asked for on the link.
        public let gateway: IPAddress?
    }

    /// Where the packet is for.
    public let dst: IPAddress
    /// The router that claims to know best: of all routes of the loop the longest prefix.
    public let claim: Turn
    /// Whom it sends the packet to, who sends it back.
    public let answer: Turn
    /// The target whose packet it is.
    public let affected: [NetnsID]
}

extension TargetAnalysis {
    /// Of packets and answers that come to the same router again; each pair of routers once.
    func findRoutingLoops() -> [RoutingLoop] {
        var seen: Set<[NetnsID]> = []
        return (asked + defaultRoutes).compactMap { routingLoop($0) }.filter {
            seen.insert([$0.claim.netns, $0.answer.netns].sorted()).inserted
        }
    }

    private func routingLoop(_ path: AskedPath) -> RoutingLoop? {
        guard let trace = path.stopped, let dropPoint = trace.dropPoint, dropPoint.tunnel == nil else { return nil }
        // What is translated on the way and comes back to its sender goes round no more.
        let passages = trace.passages.filter { $0.decision.flow.dst == trace.packet.dst }
        // With the address that a router gave it, the packet is no longer believed where it comes back.
        let isDisbelieved = dropPoint.stage == .input && dropPoint.object == .address
        guard trace.disposition == .loop || isDisbelieved else { return nil }
        // What comes to a namespace again was sent on by it, and by all since.
        guard let first = passages.firstIndex(where: { $0.netns == dropPoint.netns && $0.isOnward }) else { return nil }
        let turns = passages[first...].compactMap { turn($0) }
        guard Set(turns.map(\.netns)).count > 1,
            let claim = turns.max(by: { $0.route.dst.length < $1.route.dst.length }),
            let place = turns.firstIndex(where: { $0.netns == claim.netns })
        else { return nil }
        let others = turns[(place + 1)...] + turns[..<place]
        guard let answer = others.first(where: { $0.netns != claim.netns }) else { return nil }
        return RoutingLoop(dst: trace.packet.dst, claim: claim, answer: answer, affected: [path.subject])
    }

    private func turn(_ passage: Passage) -> RoutingLoop.Turn? {
        guard let route = passage.decision.route, let oif = passage.oif else { return nil }
        return RoutingLoop.Turn(
            netns: passage.netns, route: route, linkName: routerCache.linkName(oif.netns, oif.ifindex),
            gateway: passage.path?.gateway)
    }
}
