import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// A namespace that is called by one link and answers by another: a subject with two networks, or the router that
/// translates to it.
public struct CrossedAnswer: Sendable {
    /// The namespace that does.
    public let netns: NetnsID
    /// Its link that the question comes in by.
    public let arrives: LinkRef
    /// Its name. Hostile text.
    public let arrivesName: String
    /// The name of the link that answers leave by. Hostile text.
    public let leavesName: String
    /// The source of answers, as that namespace routes them: the subject's address that was called.
    public let address: IPAddress
    /// The network of the link that the question comes in by.
    public let network: IPPrefix
    /// Who leads on from that network.
    public let gateway: IPAddress?
    /// A table without routes.
    public let freeTable: UInt32
    /// A priority before that of table main which no rule has, nor the one after it.
    public let freePriority: UInt32
}

extension TargetAnalysis {
    /// Nil where answers leave by the link that questions come in by, or where they get there all the same.
    public func crossedAnswer(_ path: AskedPath) -> CrossedAnswer? {
        guard path.question == .published || path.question == .publishedAside, path.published != nil else { return nil }
        return crossedInside(path) ?? crossedOnTheWay(path)
    }

    /// The subject itself: the other link need not be one that anybody is lost by, so the answer must be.
    private func crossedInside(_ path: AskedPath) -> CrossedAnswer? {
        guard let published = path.published, let dropPoint = path.stopped?.dropPoint,
            path.isReplyStopped || dropPoint.setting == .rpFilter, let way = path.way,
            let own = (query.addresses(path.subject, published.target.family).value ?? []).first(where: {
                $0.address == published.target
            }),
            let back = routerCache.lookup(RouteFlow(dst: way.forward.packet.src, src: own.address), in: path.subject)
                .value,
            back.error == nil, let oif = back.oif, oif != own.ifindex
        else { return nil }
        let attachment = attachments(of: path.subject).first { $0.ref.ifindex == own.ifindex }
        let router = attachment.flatMap { $0.bridge?.ref ?? $0.outerRef }
        let gateway = router.flatMap { router in
            (query.addresses(router.netns, on: router.ifindex).value ?? []).first { own.network.contains($0.address) }
        }
        return crossed(
            LinkRef(path.subject, own.ifindex), by: oif, own.address, own.network, gateway: gateway?.address)
    }

    /// A router: the answer leaves by another link than the question came in by, out of sight or to where it is stopped.
    private func crossedOnTheWay(_ path: AskedPath) -> CrossedAnswer? {
        guard let published = path.published, let way = path.way, way.forward.dropPoint == nil else { return nil }
        guard let reply = path.stopped ?? way.replies.first(where: { $0.disposition == .leftNode }) else { return nil }
        let passages = reply.passages
        for there in way.forward.passages {
            guard let iif = there.iif, there.netns != path.subject, reply.dropPoint?.netns != there.netns,
                let oif = passages.last(where: { $0.netns == there.netns })?.oif, oif != iif
            else { continue }
            let own = (query.addresses(there.netns, on: iif.ifindex).value ?? []).first {
                $0.local.family == published.target.family && $0.address.isGlobal
            }
            guard let own else { continue }
            return crossed(iif, by: oif.ifindex, published.target, own.network, gateway: gateway(on: iif, own))
        }
        return nil
    }

    private func crossed(
        _ arrives: LinkRef, by oif: Int, _ address: IPAddress, _ network: IPPrefix, gateway: IPAddress?
    ) -> CrossedAnswer {
        let id = arrives.netns
        let tables = Set((query.routes(id, address.family).value ?? []).map(\.table))
        let rules = query.rules(id).value ?? []
        let used = Set(rules.map(\.priority))
        func isFree(_ table: UInt32) -> Bool {
            !tables.contains(table) && !rules.contains { $0.action == .table(table) }
        }
        return CrossedAnswer(
            netns: id, arrives: arrives, arrivesName: routerCache.linkName(id, arrives.ifindex),
            leavesName: routerCache.linkName(id, oif), address: address, network: network, gateway: gateway,
            // Numbers above those of local, main and default, which have names, are as good.
            freeTable: ((100...252) as ClosedRange<UInt32>).first(where: isFree)
                ?? (256...UInt32.max).first(where: isFree) ?? UInt32.max,
            freePriority: (1000...32_000).first { !used.contains($0) && !used.contains($0 + 1) } ?? 1000)
    }

    /// Who leads on from an uplink: the gateway of a route by it, the one neighbour that is a router, or whoever is at its
    /// far end.
    private func gateway(on link: LinkRef, _ own: Address) -> IPAddress? {
        let routes = (query.routes(link.netns, own.local.family).value ?? []).flatMap(\.nexthops)
        let named = routes.first { $0.ifindex == link.ifindex && $0.gateway.map(own.network.contains) ?? false }
        if let gateway = named?.gateway { return gateway }
        guard let far = query.link(link).value.flatMap({ query.peer(of: link, $0)?.to }) else {
            return onlyNeighbor(on: link, own)
        }
        return (query.addresses(far.netns, on: far.ifindex).value ?? []).first {
            $0.isUsable && own.network.contains($0.address)
        }?.address
    }

    /// On a link with one neighbour that one leads on, if anybody does.
    private func onlyNeighbor(on link: LinkRef, _ own: Address) -> IPAddress? {
        let neighbors = (query.neighbors(on: link).value ?? []).filter { entry in
            own.network.contains(entry.dst) && entry.lladdr != nil
                && entry.state.isDisjoint(with: [.failed, .incomplete])
        }
        return neighbors.count == 1 ? neighbors.first?.dst : nil
    }
}
