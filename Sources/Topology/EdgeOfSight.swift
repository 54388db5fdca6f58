import NetworkModel
import SnapshotQuery

// The node ends somewhere: at a NIC, or at a pair whose other end lies in a namespace that nobody here may enter, as in
// kind, LXC and Docker in Docker. What is behind is the outside, and that is no gap in what was read.

extension SnapshotQuery {
    /// Whether packets that leave by a link are out of sight: hardware, or a pair whose other end was looked for and cannot
    /// be read. Nil where it is not, or not yet known.
    ///
    /// The target's own pair is not at the edge but unknown: what it is plugged into decides about the target, and whoever
    /// cannot see that stands inside the container (`standsInside`).
    public func edgeOfSight(at ref: LinkRef, _ link: Link) -> EdgeOfSight? {
        guard !link.isLoopback else { return nil }
        guard link.isPair else { return link.infoKind == nil ? .hardware : nil }
        guard let reason = hiddenEnd(of: ref, link), !isTargetAlone(ref.netns) else { return nil }
        return .hiddenEnd(reason)
    }

    /// The links of the target whose other ends cannot be looked at, where it has no other: all that is known is what can be
    /// seen from inside.
    public func standsInside(_ scope: Scope) -> [Link] {
        guard !scope.isNode, let id = scope.subjects.first, isTargetAlone(id) else { return [] }
        return (links(id).value ?? []).filter { $0.isPair && hiddenEnd(of: LinkRef(id, $0.ifindex), $0) != nil }
    }

    /// Why the other end of a pair cannot be read, once that is certain.
    private func hiddenEnd(of ref: LinkRef, _ link: Link) -> String? {
        guard let edge = peer(of: ref, link), let reason = edge.reason else { return nil }
        if edge.to != nil { return reason == Self.unread ? nil : reason }
        guard let nsid = link.linkNetnsid, link.linkIndex ?? 0 != 0 else { return nil }
        return nsid < 0 || namespace(ref.netns)?.lostNsids[nsid] != nil ? reason : nil
    }

    /// Whether a namespace is the one that was asked about, and no pair leads from it to any other that can be read: a
    /// container seen from inside, and no router whose uplink is out of sight.
    private func isTargetAlone(_ id: NetnsID) -> Bool {
        guard let target = snapshot.target, target.kind != .node, target.netns == id else { return false }
        return !(links(id).value ?? []).contains { link in
            guard link.isPair, let far = peer(of: LinkRef(id, link.ifindex), link) else { return false }
            return far.to.map { $0.netns != id } ?? false && far.reason == nil
        }
    }
}

/// What kind of end it is.
public enum EdgeOfSight: Hashable, Sendable {
    /// A device of this machine, whose cable or radio leads off it.
    case hardware
    /// A pair; why its other end cannot be looked at.
    case hiddenEnd(String)
}
