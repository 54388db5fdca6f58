import Addresses
import NetworkModel

/// A node with a bridge and two pods whose eth0 have the same number, as in real life.
enum Fixtures {
    static let node = NetnsID(inode: 100)
    static let red = NetnsID(inode: 200)
    static let blue = NetnsID(inode: 300)

    static func veth(_ ifindex: Int, _ name: String, peer: Int, nsid: Int?, master: Int? = nil) -> Link {
        var link = Link(ifindex: ifindex, ifname: name, flags: [.up, .running, .lowerUp], mtu: 1500, operstate: .up)
        link.infoKind = "veth"
        link.linkIndex = peer
        link.linkNetnsid = nsid
        link.master = master
        link.address = LinkLayerAddress(bytes: [
            2, 0, 0, 0, UInt8(truncatingIfNeeded: peer), UInt8(truncatingIfNeeded: ifindex),
        ])
        return link
    }

    static func address(_ ifindex: Int, _ text: String) -> Address? {
        IPPrefix(text).map { Address(ifindex: ifindex, local: $0) }
    }

    static func snapshot() -> Snapshot {
        var bridge = Link(ifindex: 2, ifname: "br0", flags: [.up, .running, .lowerUp], mtu: 1500, operstate: .up)
        bridge.infoKind = "bridge"
        var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "h", kernel: "6.18"))
        snapshot.namespaces[node] = namespace(
            node,
            [bridge, veth(5, "v-red", peer: 2, nsid: 0, master: 2), veth(6, "v-blue", peer: 2, nsid: 1, master: 2)],
            [address(2, "10.0.0.1/24")], nsids: [0: red, 1: blue])
        // In both pods id 0 is the node, and the number 2 is eth0: only the pair of both tells who is who.
        snapshot.namespaces[red] = namespace(
            red, [veth(2, "eth0", peer: 5, nsid: 0)], [address(2, "10.0.0.11/24")], nsids: [0: node])
        snapshot.namespaces[blue] = namespace(
            blue, [veth(2, "eth0", peer: 6, nsid: 0)], [address(2, "10.0.0.12/24")], nsids: [0: node])
        return snapshot
    }

    private static func namespace(
        _ id: NetnsID, _ links: [Link], _ addresses: [Address?], nsids: [Int: NetnsID]
    ) -> Namespace {
        var namespace = Namespace(id: id)
        namespace.links = Table(links, coverage: .complete)
        namespace.addresses = Table(addresses.compactMap { $0 }, coverage: .complete)
        namespace.routes = Table(coverage: .complete)
        namespace.routes6 = Table(coverage: .complete)
        namespace.nsids = nsids
        return namespace
    }
}
