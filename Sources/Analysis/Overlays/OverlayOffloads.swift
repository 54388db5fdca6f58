import NetworkModel
import PacketTrace
import SnapshotQuery

// What devices do for the kernel on the way of an overlay's outer packets. Asked only for devices that such a packet leaves
// the node by: what a pair of virtual devices does hurts nobody.

extension TargetAnalysis {
    /// What the card does that the outer packets leave this node by; nil where they stay on it, or nobody could be asked: what
    /// is judged by it are notes and likely causes.
    public func exitOffloads(of use: TunnelUse) -> Offloads? {
        guard use.isHalf, let exit = wayToFarEnd(of: use)?.link, case .known(let link) = query.link(exit),
            link.infoKind == nil
        else { return nil }
        return query.offloads(exit).value
    }

    /// What the tunnel's own device does.
    public func ownOffloads(of use: TunnelUse) -> Offloads? { query.offloads(use.tunnel.device).value }

    /// Connections that wait for an answer though nothing that was seen stops them, and that this tunnel carries.
    public func waitingConnections(in use: TunnelUse) -> Int {
        asked.count { path in
            guard path.question == .stuck, path.subject == use.subject, let way = path.way, way.disposition.isSuccess
            else { return false }
            return way.forward.hops.contains { $0.tunnel?.device == use.tunnel.device }
        }
    }
}
