import NetworkModel
import SnapshotQuery

extension SnapshotQuery {
    /// Devices that take what this one receives, in whatever namespace, as far as they were read: a device hands its
    /// frames to one taker only (netdev_rx_handler_register), which these share, and a bridge would be another.
    public func riders(on below: LinkRef) -> [LinkRef] {
        snapshot.namespaces.values.sorted { $0.id < $1.id }.flatMap { namespace in
            namespace.links.rows.compactMap { link -> LinkRef? in
                let ref = LinkRef(namespace.id, link.ifindex)
                guard Self.riding.contains(link.infoKind), link.linkIndex == below.ifindex,
                    lower(of: ref, link)?.to == below
                else { return nil }
                return ref
            }
        }
    }

    private static let riding: Set<String?> = ["macvlan", "macvtap", "ipvlan", "ipvtap"]
}
