import Addresses

/// Hardware addresses to others of the same kind: the bits for groups and for local administration stay.
struct HardwareMap {
    private let hash: KeyedHash
    private var known: [LinkLayerAddress: LinkLayerAddress] = [:]
    private var taken: Set<LinkLayerAddress> = []

    init(_ hash: KeyedHash) { self.hash = hash }

    mutating func address(_ address: LinkLayerAddress) -> LinkLayerAddress {
        if let known = known[address] { return known }
        var (result, attempt): (LinkLayerAddress, UInt8) = (pseudonym(address, 0), 0)
        while taken.contains(result), attempt < .max {
            attempt += 1
            result = pseudonym(address, attempt)
        }
        taken.insert(result)
        known[address] = result
        return result
    }

    private func pseudonym(_ address: LinkLayerAddress, _ attempt: UInt8) -> LinkLayerAddress {
        var bytes: [UInt8] = []
        for index in address.bytes.indices {
            bytes.append(UInt8(truncatingIfNeeded: hash([0x6d, attempt, UInt8(truncatingIfNeeded: index)] + address.bytes)))
        }
        if let first = bytes.first, let original = address.bytes.first { bytes[0] = first & ~3 | original & 3 }
        return LinkLayerAddress(bytes: bytes)
    }

    /// Nothing in them is the site's: no address, broadcast, protocols of bridges, groups of IPv4, virtual routers of VRRP,
    /// the address that Calico's host ends all have.
    static func isFixed(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 == 0 } || bytes.allSatisfy { $0 == 0xff } || bytes.allSatisfy { $0 == 0xee }
            || bytes.starts(with: [0x01, 0x80, 0xc2]) || bytes.starts(with: [0x01, 0x00, 0x5e])
            || bytes.starts(with: [0x00, 0x00, 0x5e, 0x00])
    }
}
