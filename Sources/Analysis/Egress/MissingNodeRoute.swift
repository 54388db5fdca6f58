import Addresses
import Netfilter
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

/// Two routers on one network, each with pods behind it, of which one knows the way to the other's pods and the other
/// does not know the way back.
public struct MissingNodeRoute: Sendable {
    /// The router that lacks it.
    public let netns: NetnsID
    /// The network that it does not know.
    public let dst: IPPrefix
    /// Whose that is; nil where that node is not in sight, and an overlay's own tables tell of it.
    public let peer: NetnsID?
    /// Where its packets go instead, in the words of `ip route`.
    public let answer: String
    /// As the peer reaches us, the other way round.
    public let via: IPAddress
    /// The link of the router that lacks the route, by which it reaches `via`.
    public let dev: String
    /// `via` is in no network of that link: the route needs `onlink`.
    public let isOnlink: Bool
    /// The subject whose traffic is lost.
    public let affected: [NetnsID]
}

extension TargetAnalysis {
    private static let mostPeers = 4

    /// Each is proved by a ping that arrives and is not answered, or by a next hop of an overlay. None for a whole node.
    public var missingNodeRoutes: [MissingNodeRoute] {
        guard !scope.isNode else { return [] }
        let proved = replies.filter { $0.isRight == true }.flatMap { reply -> [MissingNodeRoute] in
            peers(of: reply).prefix(Self.mostPeers).flatMap { missing(reply, $0) }
        }
        return proved + unusedNexthops.filter { unused in !proved.contains { $0.dst == unused.dst } }
    }

    /// Namespaces that share a network with the subject's router, other than those that hang on it as the subject does.
    private func peers(of reply: Reply) -> [NetnsID] {
        let router = reply.netns
        let links = Set(
            (query.addresses(router, reply.address.local.family).value ?? []).filter { $0.address.isGlobal }.map(
                \.ifindex))
        var found: [NetnsID] = []
        for ifindex in links.sorted().prefix(8) where ifindex != reply.expected.ifindex {
            let ref = LinkRef(router, ifindex)
            guard let link = query.link(ref).value, let attachment = query.attachment(of: ref, link) else { continue }
            switch attachment.manner {
            case .direct, .routed: found += [attachment.outerRef?.netns].compactMap { $0 }
            case .bridged:
                guard let bridge = attachment.bridge,
                    let segment = query.segment(of: bridge.ref, bridge.link).value
                else { continue }
                found += segment.members.prefix(8).compactMap { query.resolve($0.place)?.netns }
            default: continue
            }
        }
        var seen: Set<NetnsID> = [router, reply.attachment.ref.netns]
        return found.filter { seen.insert($0).inserted }
    }

    private func missing(_ reply: Reply, _ peer: NetnsID) -> [MissingNodeRoute] {
        let family = reply.address.local.family
        let (mine, theirs) = (
            query.addresses(reply.netns, family).value ?? [], query.addresses(peer, family).value ?? []
        )
        let networks = theirs.filter { theirs in
            theirs.address.isGlobal && theirs.isUsable && !theirs.local.isHost
                && !mine.contains { $0.network.contains(theirs.address) } && !isTransit(theirs.network, peer)
        }
        return networks.prefix(4).compactMap { theirs -> MissingNodeRoute? in
            let toUs = lookup(reply.address.address, in: peer)
            let toThem = lookup(theirs.address, in: reply.netns)
            if let toUs, toUs.isExplicit, toThem.map({ !$0.isExplicit }) ?? true {
                return judge(
                    reply, lacking: reply.netns, theirs.network, peer, asker: peer, theirs.address,
                    reply.address.address, toUs)
            }
            if let toThem, toThem.isExplicit, toUs.map({ !$0.isExplicit }) ?? true,
                !isTransit(reply.address.network, reply.netns)
            {
                return judge(
                    reply, lacking: peer, reply.address.network, reply.netns, asker: reply.attachment.ref.netns,
                    reply.address.address, theirs.address, toThem)
            }
            return nil
        }
    }

    /// A network with a router on it is between nodes, and not one of pods.
    private func isTransit(_ network: IPPrefix, _ id: NetnsID) -> Bool {
        let routed = (query.routes(id, network.address.family).value ?? []).flatMap(\.nexthops).compactMap(\.gateway)
        let objects = (query.nexthops(id).value ?? []).compactMap(\.gateway)
        return (routed + objects).contains { network.contains($0) }
    }

    private func lookup(_ dst: IPAddress, in id: NetnsID) -> RouteDecision? {
        routerCache.lookup(RouteFlow(dst: dst), in: id).value
    }

    /// Traces from where the way is known to where it is not: that arrives as it was sent, and its answer does not.
    private func judge(
        _ reply: Reply, lacking: NetnsID, _ dst: IPPrefix, _ owner: NetnsID, asker: NetnsID, _ src: IPAddress,
        _ target: IPAddress, _ known: RouteDecision
    ) -> MissingNodeRoute? {
        let ping = Transport.icmp(.init(type: 8)).fitting(src.family)
        let answer = PacketTracer(routerCache, rules: .all).answer(PathFlow(from: asker, src: src, to: target, ping))
        guard answer.traces.count == 1, let way = answer.traces.first, way.forward.disposition == .delivered,
            way.forward.packet.src == src, let back = way.replies.first,
            back.disposition != .unknown, back.disposition != .delivered, back.dropPoint?.rule == nil,
            // The owner's own link and gateway, the other way round.
            let gateway = known.gateway, let oif = known.oif,
            let dev = (query.addresses(lacking, src.family).value ?? []).first(where: { $0.address == gateway }),
            let link = query.link(lacking, dev.ifindex).value,
            let via = (query.addresses(owner, on: oif).value ?? []).first(where: {
                $0.local.family == src.family && $0.address.isGlobal && $0.isUsable
            })
        else { return nil }
        let decision = lookup(src, in: lacking)
        return MissingNodeRoute(
            netns: lacking, dst: dst.network, peer: owner,
            answer: decision.map { RouteWords.describe($0, in: lacking, self) } ?? "no route", via: via.address,
            dev: link.ifname, isOnlink: !dev.network.contains(via.address),
            affected: [reply.attachment.ref.netns])
    }
}

extension RouteDecision {
    /// Some route names the destination; a default route takes whatever nobody names.
    fileprivate var isExplicit: Bool { error == nil && type == .unicast && route.map { !$0.dst.isDefault } ?? false }
}
