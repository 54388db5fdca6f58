import Addresses
import NetworkModel
import SnapshotQuery
import Topology

/// How a namespace without a link would be plugged in: a pair into the node's only bridge.
public struct Cabling: Sendable {
    public let bridge: String
    /// A name for the pair's end on the node, which no link has.
    public let veth: String
    /// The namespace's address, with its prefix length, which nobody in sight has.
    public let address: IPPrefix
    /// The bridge's.
    public let gateway: IPAddress
}

extension TargetAnalysis {
    /// Nil where there are several bridges with an address, or none: which of them is meant nobody can tell.
    public func cabling(of id: NetnsID) -> Cabling? {
        guard let node = query.snapshot.ownNetns, node != id, let links = query.links(node).value else { return nil }
        let bridges = links.filter { $0.infoKind == "bridge" }.compactMap { link -> (Link, Address)? in
            let own = (query.addresses(node, on: link.ifindex).value ?? []).first {
                $0.local.family == .inet && $0.isUsable && $0.local.length < 31
            }
            return own.map { (link, $0) }
        }
        guard bridges.count == 1, let (bridge, own) = bridges.first,
            let free = freeAddress(beside: own, on: LinkRef(node, bridge.ifindex), bridge)
        else { return nil }
        let names = Set(links.map(\.ifname))
        guard let veth = (0..<1000).lazy.map({ "veth\($0)" }).first(where: { !names.contains($0) }) else { return nil }
        return Cabling(bridge: bridge.ifname, veth: veth, address: free, gateway: own.address)
    }
}
