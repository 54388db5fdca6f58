import Addresses
import NetworkModel
import Routing
import SnapshotQuery
import Topology

/// Two ends of one network that disagree about its size.
public struct PrefixConflict: Sendable {
    public let attachment: Attachment
    /// The subject's address, with its prefix length.
    public let mine: Address
    /// The other end's address in the same network, with another length.
    public let theirs: Address
    /// The bridge, or the other end of the pair.
    public let theirRef: LinkRef
}

extension RouterCache {
    /// Compares the prefix lengths of an attachment's addresses with those at the bridge or the other end.
    public func prefixConflicts(of attachment: Attachment) -> [PrefixConflict] {
        let far: LinkRef? = attachment.manner == .direct ? attachment.outerRef : attachment.bridge?.ref
        guard let far, case .known(let theirs) = query.addresses(far.netns, on: far.ifindex) else { return [] }
        return attachment.globalAddresses.compactMap { mine in
            // Host prefixes are a design of their own: their routes say what is on the link.
            guard mine.local.family == .inet, mine.peer == nil, !isTiny(mine) || !hasRoutes(through: attachment.ref)
            else {
                return nil
            }
            let overlapping = theirs.filter { $0.peer == nil && !isTiny($0) && $0.network.overlaps(mine.network) }
            guard !overlapping.isEmpty, !overlapping.contains(where: { $0.local.length == mine.local.length }),
                let other = overlapping.first
            else { return nil }
            return PrefixConflict(attachment: attachment, mine: mine, theirs: other, theirRef: far)
        }
    }

    private func hasRoutes(through ref: LinkRef) -> Bool {
        (query.routes(ref.netns, .inet).value ?? []).contains { route in
            route.type == .unicast && route.nexthops.contains { $0.ifindex == ref.ifindex }
        }
    }

    private func isTiny(_ address: Address) -> Bool { address.local.family.width - address.local.length <= 1 }
}
