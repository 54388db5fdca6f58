/// An address with a prefix length. Bits outside the prefix are kept: `10.0.0.1/8` is such a value.
public struct CIDR: Sendable, Hashable {
    public let address: IPAddress
    public let prefixLength: Int

    /// `nil` when the prefix is longer than the address.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard (0...address.width).contains(prefixLength) else { return nil }
        self.address = address
        self.prefixLength = prefixLength
    }
}

extension CIDR {
    /// The same prefix with all bits outside it cleared.
    var masked: CIDR {
        let host = address.width - prefixLength
        // A shift by the full width gives zero, which is the network of a prefix of length 0.
        let bits = (address.bits >> host) << host
        let network = address.family == 4 ? IPAddress(v4: UInt32(truncatingIfNeeded: bits)) : IPAddress(v6: bits)
        return CIDR(network, prefixLength: prefixLength) ?? self
    }

    func contains(_ other: IPAddress) -> Bool {
        guard let inside = CIDR(other, prefixLength: min(prefixLength, other.width)) else { return false }
        return other.family == address.family && inside.masked == masked
    }

    func contains(_ other: CIDR) -> Bool {
        other.prefixLength >= prefixLength && contains(other.address)
    }

    static func parse(_ text: String) throws(IPAddress.Refusal) -> CIDR {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { throw .malformed }
        let address = try IPAddress.parse(String(text[..<slash]))
        let length = text[text.utf8.index(after: slash)...]
        guard let number = UInt8(decimal: length), let cidr = CIDR(address, prefixLength: Int(number)) else {
            throw .malformed
        }
        return cidr
    }
}

extension CIDR: CustomStringConvertible {
    public var description: String { "\(address)/\(prefixLength)" }
}
