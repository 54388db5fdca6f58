import Addresses
import NetworkModel
import PacketTrace
import Routing
import SnapshotQuery
import Topology

// A network beside the subject's that claims a host which the subject waits for.

extension TargetAnalysis {
    /// Hosts that are asked about in a trial: each costs an analysis.
    private static let mostShadows = 4

    /// Of packets that somebody waits for and that do not get there.
    func findShadowedHosts() -> [Overlap] {
        guard !scope.isNode else { return [] }
        // What conntrack remembers of one flow need not hold for the next to the same host.
        var seen: Set<IPAddress> = []
        var trials = 0
        var found: [Overlap] = []
        for path in asked where path.isWanted && path.stopped != nil && !path.isReplyStopped {
            guard let trace = path.stopped else { continue }
            for passage in trace.passages where passage.netns != path.subject || passage.decision.isLocal {
                let dst = passage.decision.flow.dst
                guard trials < Self.mostShadows, !seen.contains(dst), let claim = claim(of: dst, in: passage) else {
                    continue
                }
                trials += 1
                guard let overlap = shadow(path, dst, in: passage.netns, claim) else { continue }
                seen.insert(dst)
                found.append(overlap)
            }
        }
        return found
    }

    /// What leads a packet to a link on which nobody has its destination, or ends it here.
    private struct Claim {
        var link: LinkRef
        var route: Route
        var address: IPPrefix?
    }

    private func claim(of dst: IPAddress, in passage: Passage) -> Claim? {
        guard let route = passage.decision.route else { return nil }
        if passage.decision.isLocal {
            let own = (query.addresses(passage.netns, dst.family).value ?? []).first { $0.address == dst }
            guard let own, dst.isGlobal else { return nil }
            return Claim(link: LinkRef(passage.netns, own.ifindex), route: route, address: own.local)
        }
        guard let path = passage.path, path.gateway == nil, let oif = passage.oif, !route.dst.isDefault,
            !route.dst.isHost, let link = query.link(oif).value,
            probes.owner(of: dst, on: oif, link, isAsked: false).isAbsent
        else { return nil }
        return Claim(link: oif, route: route)
    }

    /// The same packet without the claim: it must leave by another link, and get there.
    private func shadow(_ path: AskedPath, _ dst: IPAddress, in id: NetnsID, _ claim: Claim) -> Overlap? {
        trying({ snapshot in
            snapshot.namespaces[id]?.routes.rows.removeAll { route in
                route.dst.contains(dst) && !route.dst.isDefault
                    && route.nexthops.contains { $0.ifindex == claim.link.ifindex }
            }
            snapshot.namespaces[id]?.addresses.rows.removeAll {
                $0.ifindex == claim.link.ifindex && $0.network.contains(dst)
            }
        }) { other in
            let same = other.asked.first {
                $0.subject == path.subject && $0.question == path.question && $0.answer.flow == path.answer.flow
            }
            guard let same, same.works, let way = same.way,
                let right = way.forward.passages.first(where: { $0.netns == id }), let oif = right.oif,
                oif != claim.link, let route = right.decision.route
            else { return nil }
            // Their own address is somebody else's only where another network says so.
            let isWide = route.dst.length <= OutsideSpace.widest(dst.family)
            guard !isWide || claim.address == nil else { return nil }
            return Overlap(
                netns: id, ours: route, theirs: claim.route, ourLink: routerCache.linkName(id, oif.ifindex),
                theirLink: routerCache.linkName(id, claim.link.ifindex), capturesReplies: false,
                affected: [path.subject], victim: dst, thief: claim.address,
                isLikely: isWide && way.forward.disposition != .delivered)
        }
    }
}
