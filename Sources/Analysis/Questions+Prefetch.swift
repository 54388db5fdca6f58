import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension Questions {
    /// Asks for what packets will need, as soon as it is clear that they will come by: while the rest of the way is still
    /// being found. Walking them shows the same needs, but one after the other, and a round of fetching for each.
    func prefetch() {
        for id in analysis.sampled {
            for way in analysis.waysOut[id] ?? [] { prefetch(way) }
            for attachment in analysis.attachments(of: id) { prefetch(attachment) }
            guard !analysis.scope.isNode else { continue }
            for router in gatewayOwners(of: id) { _ = analysis.query.sockets(router) }
            _ = trackedFlows(of: id)
            prefetchSiblings(of: id)
        }
    }

    private func prefetch(_ way: WayOut) {
        for step in way.steps {
            analysis.routerCache.prefetch(step.netns, way.family)
            // Questions come in by the one, answers by the other.
            if let iif = step.iif { prefetch(iif) }
            if let link = step.link { prefetch(LinkRef(step.netns, link.ifindex)) }
            guard let attachment = step.attachment else { continue }
            prefetch(attachment)
            if let outer = attachment.outerRef { analysis.routerCache.prefetch(outer.netns, way.family) }
        }
        if case .arrived(let id) = way.end { _ = analysis.query.sockets(id) }
    }

    private func prefetch(_ attachment: Attachment) {
        prefetch(attachment.ref)
        if let outer = attachment.outerRef { prefetch(outer) }
        guard let bridge = attachment.bridge else { return }
        analysis.routerCache.prefetch(bridge.ref, bridge.link)
        for mac in [attachment.link.address, bridge.link.address] {
            if let mac { _ = analysis.query.fdbEntry(bridge.ref, mac) }
        }
        _ = analysis.query.portSummary(of: bridge.ref, bridge.link)
    }

    private func prefetch(_ ref: LinkRef) {
        if case .known(let link) = analysis.query.link(ref) { analysis.routerCache.prefetch(ref, link) }
    }

    private func prefetchSiblings(of id: NetnsID) {
        let before = analysis.query.lacks
        let pairs = siblingPairs(id)
        let isEveryoneKnown = analysis.query.lacks == before
        for pair in pairs {
            prefetchPorts(pair)
            // Before everyone is known another one might be chosen, whose namespace would have to be found too.
            guard isEveryoneKnown || isOpen(pair.sibling.place), let home = analysis.query.resolve(pair.sibling.place)
            else { continue }
            analysis.routerCache.prefetch(home.netns, pair.theirs.family)
            prefetch(home)
            _ = (analysis.query.neighbor(home, pair.mine), analysis.query.neighbor(pair.own, pair.theirs))
        }
    }

    private func prefetchPorts(_ pair: SiblingPair) {
        if let mac = pair.sibling.link.address { _ = analysis.query.fdbEntry(pair.bridge, mac) }
        if case .behind(let port) = pair.sibling.place { prefetch(port) }
    }

    private func isOpen(_ place: Segment.Member.Place) -> Bool {
        guard case .behind(let port) = place, let nsid = analysis.query.link(port).value?.linkNetnsid else {
            return true
        }
        return analysis.query.namespace(port.netns)?.nsids[nsid] != nil
    }
}
