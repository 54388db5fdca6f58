import NetworkModel
import Routing
import SnapshotQuery
import Topology

extension RouterCache {
    /// `eth0 in red`, or `the far end of veth7 in node`
    public func name(of place: Segment.Member.Place) -> String {
        switch place {
        case .at(let ref): name(of: ref)
        case .behind(let port): "the far end of \(name(of: port))"
        }
    }

    /// `eth0 in red`
    public func name(of ref: LinkRef) -> String {
        let link = query.link(ref).value?.ifname ?? "link \(ref.ifindex)"
        let names = query.namespace(ref.netns)?.names ?? []
        let isOwn = query.namespace(ref.netns)?.isOwn ?? false
        return "\(link) in \(names.first ?? (isOwn ? "the host" : "netns \(ref.netns)"))"
    }
}
