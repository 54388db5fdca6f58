/// A link-layer address of six bytes.
public struct MACAddress: Sendable, Hashable {
    /// The address in the lower 48 bits.
    public let bits: UInt64

    public init(bits: UInt64) {
        self.bits = bits & 0xFFFF_FFFF_FFFF
    }

    /// Reads six pairs of hexadecimal digits with `:` or `-` between them.
    init?(_ text: String) {
        guard text.utf8.count == 17 else { return nil }
        let separator: Character = text.utf8.contains(UInt8(ascii: "-")) ? "-" : ":"
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 6 else { return nil }
        var bits: UInt64 = 0
        for part in parts {
            guard part.utf8.count == 2, part.utf8.allSatisfy(Hex.isDigit), let byte = UInt8(part, radix: 16) else {
                return nil
            }
            bits = bits << 8 | UInt64(byte)
        }
        self.bits = bits
    }

    var isMulticast: Bool { bits >> 40 & 1 == 1 }
    var isLocallyAdministered: Bool { bits >> 41 & 1 == 1 }
}

extension MACAddress: CustomStringConvertible {
    public var description: String {
        [40, 32, 24, 16, 8, 0].map { Hex.pair(UInt8(truncatingIfNeeded: bits >> $0)) }.joined(separator: ":")
    }
}
