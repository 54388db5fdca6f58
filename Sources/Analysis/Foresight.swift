import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

extension Questions {
    /// Asks for what packets will need, as soon as it is clear that they will come by: while the rest of the way is still
    /// being found. Walking them shows the same needs, but one after the other, and a round of fetching for each.
    func foresee() {
        for id in survey.sampled {
            for way in survey.waysOut[id] ?? [] { foresee(way) }
            for attachment in survey.attachments(of: id) { foresee(attachment) }
            guard !survey.scope.isNode else { continue }
            for router in gatewayOwners(of: id) { _ = survey.world.sockets(router) }
            _ = trackedFlows(of: id)
            foreseeSiblings(of: id)
        }
    }

    private func foresee(_ way: Egress) {
        for step in way.steps {
            survey.roads.meet(step.netns, way.family)
            // Questions come in by the one, answers by the other.
            if let iif = step.iif { foresee(iif) }
            if let oif = step.oif { foresee(oif) }
            guard let attachment = step.attachment else { continue }
            foresee(attachment)
            if let outer = attachment.outerRef { survey.roads.meet(outer.netns, way.family) }
        }
        if let id = way.outside { _ = survey.world.sockets(id) }
    }

    private func foresee(_ attachment: Attachment) {
        foresee(attachment.ref)
        if let outer = attachment.outerRef { foresee(outer) }
        guard let bridge = attachment.bridge else { return }
        survey.roads.meet(bridge.ref, bridge.link)
        for mac in [attachment.link.address, bridge.link.address] {
            if let mac { _ = survey.world.fdbEntry(bridge.ref, mac) }
        }
        _ = survey.world.portSummary(of: bridge.ref, bridge.link)
    }

    private func foresee(_ ref: LinkRef) {
        if case .known(let link) = survey.world.link(ref) { survey.roads.meet(ref, link) }
    }

    private func foreseeSiblings(of id: NetnsID) {
        let before = survey.world.lacks
        let pairs = siblingPairs(id)
        let isEveryoneKnown = survey.world.lacks == before
        for pair in pairs {
            foreseePorts(pair)
            // Before everyone is known another one might be chosen, whose namespace would have to be found too.
            guard isEveryoneKnown || isOpen(pair.sibling.place), let home = survey.world.resolve(pair.sibling.place)
            else { continue }
            survey.roads.meet(home.netns, pair.theirs.family)
            foresee(home)
            _ = (survey.world.neighbor(home, pair.mine), survey.world.neighbor(pair.own, pair.theirs))
        }
    }

    private func foreseePorts(_ pair: SiblingPair) {
        if let mac = pair.sibling.link.address { _ = survey.world.fdbEntry(pair.bridge, mac) }
        if case .behind(let port) = pair.sibling.place { foresee(port) }
    }

    private func isOpen(_ place: Segment.Member.Place) -> Bool {
        guard case .behind(let port) = place, let nsid = survey.world.link(port).value?.linkNetnsid else { return true }
        return survey.world.namespace(port.netns)?.nsids[nsid] != nil
    }
}
