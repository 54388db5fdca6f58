import Addresses
import Addresses
import NetworkModel
import SnapshotQuery
import Topology

/// What would give the subject another address than the one that a neighbour has, too.
public struct Readdressing: Sendable {
    /// As it is, with its prefix length.
    public let old: IPPrefix
    /// One that nobody in sight has.
    public let new: IPPrefix
    /// The next hop of the default route by that link, which is lost with the address; nil where there is none.
    public let gateway: IPAddress?
}

extension TargetAnalysis {
    /// Nil for IPv6, and where all of the network that was looked at is taken.
    public func readdressing(of duplicate: Duplicate) -> Readdressing? {
        guard duplicate.what == .ip, let ref = query.resolve(duplicate.mine.place),
            let own = duplicate.mine.addresses.first(where: { $0.address.description == duplicate.value }),
            let free = freeAddress(beside: own, on: duplicate.bridge, query.link(duplicate.bridge).value)
        else { return nil }
        let route = (query.routes(ref.netns, .inet).value ?? []).first { route in
            route.dst.isDefault && route.table == RouteTable.main
                && route.nexthops.contains { $0.ifindex == ref.ifindex && $0.gateway.map(own.network.contains) == true }
        }
        return Readdressing(old: own.local, new: free, gateway: route?.nexthops.first?.gateway)
    }

    /// A hardware address for who shares his with others, so that a command can name one: that address as a locally
    /// administered one, counted up until nobody on the bridge has it. Nil where no hardware address is shared.
    public func freeAddress(near duplicate: Duplicate) -> LinkLayerAddress? {
        guard let mac = duplicate.mine.link.address, mac.bytes.count == 6,
            let bridge = query.link(duplicate.bridge).value
        else { return nil }
        let members = query.segment(of: duplicate.bridge, bridge).value?.members ?? []
        let ports = query.ports(of: duplicate.bridge).value ?? []
        let taken = Set(
            members.compactMap(\.link.address) + ports.compactMap(\.address) + [bridge.address].compactMap { $0 })
        // IEEE 802: bit 1 of the first byte says that no vendor gave it, bit 0 that it is a group's.
        let first = mac.bytes[0] & 0xfc | 0x02
        for step in 1...UInt8.max {
            let candidate = LinkLayerAddress(
                bytes: [first] + Array(mac.bytes[1..<5]) + [mac.bytes[5] &+ step])
            if !taken.contains(candidate) { return candidate }
        }
        return nil
    }
}
