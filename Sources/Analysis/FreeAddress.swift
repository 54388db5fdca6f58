import Addresses
import NetworkModel
import SnapshotQuery
import Topology

extension TargetAnalysis {
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
