import Addresses
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// Two networks of one namespace that claim the same addresses on different links.
public struct Overlap: Sendable {
    /// The namespace that routes for the subject.
    public let netns: NetnsID
    /// The route that leads to the subject's network, and the one that competes with it.
    public let ours: Route
    /// The route that competes with it, in the same table.
    public let theirs: Route
    /// The link of `ours`. Hostile text.
    public let ourLink: String
    /// The link of `theirs`. Hostile text.
    public let theirLink: String
    /// True where packets for the subject's own addresses take the other link.
    public let capturesReplies: Bool
    /// The subject at the attachment.
    public let affected: [NetnsID]
    /// A host that somebody waits for, and that `theirs` leads away from; nil where the subject's own network is meant.
    public var victim: IPAddress?
    /// The address of `theirLink` that makes it so, where packets for the victim end in this namespace.
    public var thief: IPPrefix?
    /// Only a default route would lead to the victim, so that it may be one of `theirLink` that is gone.
    public var isLikely = false
}

extension RouterCache {
    /// On-link routes of the routing namespace that overlap the network of an attachment on another device.
    public func overlaps(with attachment: Attachment, replies: [Reply]) -> [Overlap] {
        guard let reply = replies.first else { return [] }
        let id = reply.netns
        let family = reply.address.local.family
        let routes = (query.routes(id, family).value ?? []).filter { route in
            route.type == .unicast && !route.dst.isDefault && !route.dst.isHost && route.table != RouteTable.local
                && !route.dst.address.isLinkLocal && !route.dst.address.isMulticast
                && route.nexthops.count == 1 && route.nexthops[0].gateway == nil
        }
        guard
            let ours = routes.first(where: {
                $0.nexthops[0].ifindex == reply.expected.ifindex && $0.dst.contains(reply.address.address)
            })
        else { return [] }
        let astray = replies.filter { $0.isRight == false }.compactMap(\.decision.value)
        return routes.compactMap { theirs in
            guard let device = theirs.nexthops[0].ifindex, device != reply.expected.ifindex, theirs.table == ours.table,
                theirs.dst.overlaps(ours.dst)
            else { return nil }
            return Overlap(
                netns: id, ours: ours, theirs: theirs, ourLink: linkName(id, reply.expected.ifindex),
                theirLink: linkName(id, device),
                capturesReplies: astray.contains { $0.error == nil && $0.route == theirs },
                affected: [attachment.ref.netns])
        }
    }

    /// For people: the name, or `link 7` where the link was not read.
    public func linkName(_ id: NetnsID, _ ifindex: Int) -> String {
        query.link(id, ifindex).value?.ifname ?? "link \(ifindex)"
    }
}
