import Addresses
import NetworkModel
import PacketTrace
import SnapshotQuery
import Topology

/// A frame for a hardware address that its neighbour entry names for good, and that nobody has where it arrives.
public struct LostFrame: Sendable {
    /// The address that the entry is for, and the link of that entry.
    public let framing: Framing
    /// The link that takes no frames for that hardware address: the other end of a pair; nil where a bridge finds
    /// nobody for it.
    public let far: Link?
}

extension TargetAnalysis {
    /// Nil where something else stops the packet, or nobody wrote the entry.
    public func lostFrame(_ path: AskedPath) -> LostFrame? {
        guard let trace = path.stopped, let dropPoint = trace.dropPoint, dropPoint.detail == .strangeFrame,
            let framing = trace.framing, framing.isPermanent, let ref = dropPoint.link
        else { return nil }
        let peer = query.link(framing.link).value.flatMap { query.peer(of: framing.link, $0)?.to }
        return LostFrame(framing: framing, far: peer == ref ? query.link(ref).value : nil)
    }
}
