import Addresses
import NetworkModel
import SnapshotQuery

/// A tunnel as its device at one end is told it. WireGuard has many far ends, and none here: a drawing reads no peers.
public struct Tunnel: Hashable, Sendable {
    /// IFLA_INFO_KIND of the device.
    public let kind: String
    /// The network identifier of VXLAN and Geneve, or GRE's key; devices with different ones do not hear each other.
    public let id: UInt32?
    /// Where outer packets come from; nil where routing picks it.
    public let local: IPAddress?
    /// Where they go, ascending: as the device is told, and as VXLAN's forwarding entries say.
    public fileprivate(set) var remotes: [IPAddress]
    /// VXLAN's forwarding entries were not read, so that there may be others.
    public fileprivate(set) var mayHaveOthers = false

    fileprivate init?(_ link: Link) {
        let remote: IPAddress?
        switch link.info {
        case .vxlan(let info): (id, local, remote) = (info.id, info.local, info.group)
        case .geneve(let info): (id, local, remote) = (info.id, nil, info.remote)
        case .tunnel(let info): (id, local, remote) = (info.key, info.local.flatMap(Self.one), info.remote)
        default: return nil
        }
        kind = link.infoKind ?? ""
        remotes = remote.flatMap(Self.one).map { [$0] } ?? []
    }

    /// An address of one host.
    fileprivate static func one(_ address: IPAddress) -> IPAddress? {
        address.isUnspecified || address.isMulticast ? nil : address
    }
}

/// The device at which a tunnel ends, and the address that led to it.
public struct TunnelFarEnd: Hashable, Sendable {
    public let remote: IPAddress
    public let edge: Edge
}

extension SnapshotQuery {
    /// Nil for a link that is none. Forwarding entries of VXLAN are those that were read: a drawing alone is no reason to
    /// look, and packets that go there have had them read.
    public func tunnel(at ref: LinkRef, _ link: Link) -> Tunnel? {
        guard var tunnel = Tunnel(link) else { return nil }
        guard case .vxlan = link.info else { return tunnel }
        guard let table = snapshot.namespaces[ref.netns]?.fdb,
            table.isComplete || table.asked.contains(Table<FDBEntry>.key(device: ref.ifindex))
        else {
            tunnel.mayHaveOthers = true
            return tunnel
        }
        let learned = table.rows.filter { $0.ifindex == ref.ifindex && $0.master == nil }.compactMap(\.dst)
        tunnel.remotes = Set(tunnel.remotes + learned.compactMap(Tunnel.one)).sorted()
        return tunnel
    }

    /// Devices of the same kind and number, of those whose settings were read, that have one of the remote addresses as
    /// their own. An edge is proved where both name each other.
    public func farEnds(of ref: LinkRef, _ tunnel: Tunnel) -> [TunnelFarEnd] {
        guard !tunnel.remotes.isEmpty else { return [] }
        var found: [TunnelFarEnd] = []
        for (id, namespace) in snapshot.namespaces.sorted(by: { $0.key < $1.key }) {
            for link in namespace.links.rows where link.infoKind == tunnel.kind {
                let far = LinkRef(id, link.ifindex)
                guard far != ref, let other = Tunnel(link), other.id == tunnel.id,
                    let remote = tunnel.remotes.first(where: { has(far, other, link, $0) })
                else { continue }
                let back = self.tunnel(at: far, link)
                let own = snapshot.namespaces[ref.netns]?.links.rows.first { $0.ifindex == ref.ifindex }
                let isBack = back?.remotes.contains { address in own.map { has(ref, tunnel, $0, address) } ?? false }
                let certainty: Edge.Certainty =
                    isBack == true
                    ? .proved
                    : .oneSided(
                        back?.mayHaveOthers == true
                            ? "where \(link.ifname) sends was not read" : "\(link.ifname) does not name this end")
                found.append(
                    TunnelFarEnd(
                        remote: remote, edge: Edge(from: ref, to: far, kind: .tunnel, certainty: certainty)))
            }
        }
        return found
    }

    /// Whether packets for this address come to the device: its own, or where it has none, one of the namespace that its
    /// packets leave by.
    private func has(_ ref: LinkRef, _ tunnel: Tunnel, _ link: Link, _ address: IPAddress) -> Bool {
        if let local = tunnel.local { return local == address }
        guard case .known(let id) = peerNamespace(ref.netns, nsid: link.linkNetnsid) else { return false }
        return snapshot.namespaces[id]?.addresses.rows.contains { $0.local.address == address } ?? false
    }
}
