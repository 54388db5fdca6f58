import Addresses

/// Hardware addresses to others of the same kind: the bits for groups and for local administration stay. Those that differ
/// in nothing but the last byte do so as pseudonyms, too, and by as much: a free address is looked for by counting up.
struct HardwareMap {
    private let hash: KeyedHash
    private var known: [[UInt8]: [UInt8]] = [:]
    private var taken: Set<[UInt8]> = []

    init(_ hash: KeyedHash) { self.hash = hash }

    mutating func address(_ address: LinkLayerAddress) -> LinkLayerAddress {
        guard let first = address.bytes.first, let last = address.bytes.last, address.bytes.count > 1 else {
            return address
        }
        // IEEE 802: bit 0 is for groups, bit 1 for addresses that no vendor gave.
        let block = [first & ~3] + address.bytes.dropFirst().dropLast()
        var result = pseudonym(ofBlock: block)
        result[0] |= first & 3
        let step = UInt8(truncatingIfNeeded: hash([0x6c] + block))
        return LinkLayerAddress(bytes: result + [last &+ step])
    }

    private mutating func pseudonym(ofBlock block: [UInt8]) -> [UInt8] {
        if let known = known[block] { return known }
        var result = block
        for attempt in UInt8.min...UInt8.max {
            result = pseudonym(block, attempt)
            if result != block, !taken.contains(result) { break }
        }
        taken.insert(result)
        known[block] = result
        return result
    }

    private func pseudonym(_ block: [UInt8], _ attempt: UInt8) -> [UInt8] {
        var bytes = block.indices.map { index in
            UInt8(truncatingIfNeeded: hash([0x6d, attempt, UInt8(truncatingIfNeeded: index)] + block))
        }
        bytes[0] &= ~3
        return bytes
    }

    /// Nothing in them is the site's: no address, broadcast, protocols of bridges, groups of IPv4, virtual routers of VRRP,
    /// the address that Calico's host ends all have.
    static func isFixed(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 == 0 } || bytes.allSatisfy { $0 == 0xff } || bytes.allSatisfy { $0 == 0xee }
            || bytes.starts(with: [0x01, 0x80, 0xc2]) || bytes.starts(with: [0x01, 0x00, 0x5e])
            || bytes.starts(with: [0x00, 0x00, 0x5e, 0x00])
    }
}
