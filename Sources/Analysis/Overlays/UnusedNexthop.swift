import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery

// Of a far end that an overlay knows, and that no route leads to: who made the neighbour entry made, or forgot, the route.

extension TargetAnalysis {
    /// A node that has more links with addresses than this is not searched.
    private static let mostLinks = 32

    /// Networks of other nodes' pods that somebody waits for an address of, where the overlay has a next hop for them and
    /// routing leads elsewhere.
    func findUnusedNexthops() -> [MissingNodeRoute] {
        guard !scope.isNode else { return [] }
        var seen: Set<IPPrefix> = []
        return asked.compactMap { path -> MissingNodeRoute? in
            guard path.question == .to || path.question == .stuck, let forward = path.way?.forward else { return nil }
            return forward.passages.lazy.compactMap { self.unusedNexthop(path, at: $0) }.first
        }.filter { seen.insert($0.dst).inserted }
    }

    private func unusedNexthop(_ path: AskedPath, at passage: Passage) -> MissingNodeRoute? {
        let dst = path.answer.flow.dst
        guard isByDefault(passage.decision), let own = sourceNetwork(path), !own.contains(dst) else { return nil }
        let (id, family) = (passage.netns, dst.family)
        let links = Set((query.addresses(id, family).value ?? []).filter { $0.address.isGlobal }.map(\.ifindex))
        for ifindex in links.sorted().prefix(Self.mostLinks) {
            let ref = LinkRef(id, ifindex)
            guard let link = query.link(ref).value, link.infoKind == "vxlan", link.isUp else { continue }
            // Each node has a network as large as ours.
            let via = (query.neighbors(on: ref).value ?? []).first { neighbor in
                neighbor.dst.family == family && neighbor.dst.isGlobal && neighbor.lladdr != nil
                    && !neighbor.state.isDisjoint(with: .valid)
                    && IPPrefix(neighbor.dst, length: own.length)?.network.contains(dst) == true
            }
            guard let via, let network = IPPrefix(via.dst, length: own.length)?.network,
                isByDefault(routerCache.lookup(RouteFlow(dst: via.dst), in: id).value)
            else { continue }
            return MissingNodeRoute(
                netns: id, dst: network, peer: nil, answer: RouteWords.describe(passage.decision, in: id, self),
                via: via.dst, dev: link.ifname, isOnlink: true, affected: [path.subject])
        }
        return nil
    }

    /// No route, or one that takes whatever nobody names.
    private func isByDefault(_ decision: RouteDecision?) -> Bool {
        guard let decision, let route = decision.route else { return true }
        return route.type == .unicast && route.dst.length <= OutsideSpace.widest(route.family)
    }

    /// It goes where nobody has the address, for want of such a route.
    func isLedAstray(_ path: AskedPath) -> Bool {
        (path.question == .to || path.question == .stuck)
            && unusedNexthops.contains { $0.affected == [path.subject] && $0.dst.contains(path.answer.flow.dst) }
    }
}
