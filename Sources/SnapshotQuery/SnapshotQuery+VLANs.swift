import NetworkModel

extension SnapshotQuery {
    /// The VLANs of a bridge port, or of a bridge itself. To be asked where the bridge filters them, and only there: the
    /// answer costs a row for each port of the namespace.
    public func bridgeVLANs(of ref: LinkRef) -> Observed<[BridgeVLAN]> {
        guard let namespace = namespace(ref.netns) else { return .unknown("namespace \(ref.netns) was not read") }
        if let known = namespace.bridgeVlans { return known.map { $0[ref.ifindex] ?? [] } }
        if case .incomplete(let reason) = namespace.links.coverage { return .unknown(reason) }
        return missing(.bridgeVlans(ref.netns))
    }

    /// The VLAN to which frames belong that come in without a tag; absent where none are taken.
    public func pvid(of ref: LinkRef) -> Observed<Int> {
        bridgeVLANs(of: ref).flatMap { vlans in
            vlans.first(where: \.pvid).map { .known($0.first) } ?? .absent
        }
    }
}
