import Addresses
import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension RouterCache {
    /// Where pods are routed they share no link, but the node has one route for an address: a second pod with the same
    /// one is cut off, or cuts off the first. Its routes say which links lead to pods; those are looked behind.
    func routedTwins(of attachment: Attachment) -> [Duplicate] {
        guard let outer = attachment.outerRef else { return [] }
        let mine = Segment.Member(place: .at(attachment.ref), link: attachment.link, addresses: attachment.addresses)
        let others = podLinks(of: outer.netns).filter { $0 != outer.ifindex }.compactMap { ifindex in
            query.farEnd(of: LinkRef(outer.netns, ifindex))
        }
        return attachment.globalAddresses.compactMap { own in
            let twins = others.filter { other in
                other.link.isUp && other.addresses.contains { $0.address == own.address }
            }
            guard !twins.isEmpty else { return nil }
            return Duplicate(what: .ip, value: own.address.description, mine: mine, others: twins, bridge: outer)
        }
    }

    /// Links of a router that host routes without a gateway lead to, within the budget for siblings.
    private func podLinks(of id: NetnsID) -> [Int] {
        var seen: Set<Int> = []
        let links = (query.routes(id, .inet).value ?? []).compactMap { route -> Int? in
            guard route.dst.isHost, route.type == .unicast, route.table != RouteTable.local, route.nexthops.count == 1,
                route.nexthops[0].gateway == nil, let ifindex = route.nexthops[0].ifindex, seen.insert(ifindex).inserted
            else { return nil }
            return ifindex
        }
        return Array(links.prefix(query.snapshot.isNodeWide ? links.count : SnapshotQuery.siblingBudget))
    }
}
