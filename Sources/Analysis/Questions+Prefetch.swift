import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension Questions {
    /// Has fetched what packets will need, as soon as it is clear that they will come by: while the rest of the way is
    /// still being found. Walking them shows the same needs, but one after the other, and a round of fetching for each.
    func prefetch() {
        // Read along, and never waited for: older snapshots do not have it.
        if let pid = analysis.query.snapshot.target?.pid, !analysis.scope.isNode {
            query.prefetch(.cgroupPrograms(pid: pid))
        }
        if !analysis.scope.isNode { query.prefetch(.hostFact(.pluginFiles)) }
        for id in analysis.sampled {
            for way in analysis.waysOut[id] ?? [] { prefetch(way) }
            for attachment in analysis.attachments(of: id) { prefetch(attachment) }
            guard !analysis.scope.isNode else { continue }
            for router in gatewayOwners(of: id) { query.prefetch(.table(router, .sockets)) }
            prefetchTrackedFlows(of: id)
            prefetchSiblings(of: id)
        }
    }

    private func prefetch(_ way: Egress) {
        for step in way.steps {
            analysis.routerCache.prefetch(step.netns, way.family)
            // Questions come in by the one, answers by the other.
            if let iif = step.iif { prefetch(iif) }
            if let oif = step.oif { prefetch(oif) }
            guard let attachment = step.attachment else { continue }
            prefetch(attachment)
            if let outer = attachment.outerRef { analysis.routerCache.prefetch(outer.netns, way.family) }
        }
        if let id = way.outside { query.prefetch(.table(id, .sockets)) }
    }

    private func prefetch(_ attachment: Attachment) {
        prefetch(attachment.ref)
        if let outer = attachment.outerRef { prefetch(outer) }
        guard let bridge = attachment.bridge else { return }
        analysis.routerCache.prefetch(bridge.ref, bridge.link)
        for mac in [attachment.link.address, bridge.link.address] {
            if let mac { prefetch(mac, on: bridge.ref) }
        }
        query.prefetchPortSummary(of: bridge.ref, bridge.link)
    }

    private var query: SnapshotQuery { analysis.query }

    private func prefetch(_ mac: LinkLayerAddress, on bridge: LinkRef) {
        query.prefetch(.fdb(bridge.netns, bridge: bridge.ifindex, mac))
    }

    private func prefetch(_ ref: LinkRef) {
        if case .known(let link) = query.link(ref) { analysis.routerCache.prefetch(ref, link) }
    }

    private func prefetchSiblings(of id: NetnsID) {
        let before = query.lacks
        let pairs = siblingPairs(id)
        let isEveryoneKnown = query.lacks == before
        for pair in pairs {
            prefetchPorts(pair)
            // Before everyone is known another one might be chosen, whose namespace would have to be found too.
            guard isEveryoneKnown || isOpen(pair.sibling.place), let home = query.resolve(pair.sibling.place)
            else { continue }
            analysis.routerCache.prefetch(home.netns, pair.theirs.family)
            prefetch(home)
            query.prefetch(
                .neighbor(home.netns, ifindex: home.ifindex, pair.mine),
                .neighbor(pair.own.netns, ifindex: pair.own.ifindex, pair.theirs))
        }
    }

    private func prefetchPorts(_ pair: SiblingPair) {
        if let mac = pair.sibling.link.address { prefetch(mac, on: pair.bridge) }
        if case .behind(let port) = pair.sibling.place { prefetch(port) }
    }

    private func isOpen(_ place: Segment.Member.Place) -> Bool {
        guard case .behind(let port) = place, let nsid = query.link(port).value?.linkNetnsid else {
            return true
        }
        return query.namespace(port.netns)?.nsids[nsid] != nil
    }
}
