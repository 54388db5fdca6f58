/// An IPv4 or IPv6 address.
public struct IPAddress: Sendable, Hashable {
    /// 4 or 6.
    public let family: Int
    /// The address as a number; the upper 96 bits of an IPv4 address are zero.
    public let bits: UInt128

    public init(v4 bits: UInt32) {
        family = 4
        self.bits = UInt128(bits)
    }

    public init(v6 bits: UInt128) {
        family = 6
        self.bits = bits
    }

    var width: Int { family == 4 ? 32 : 128 }
}

extension IPAddress {
    private static let mapped: UInt128 = 0xFFFF

    /// The IPv4 address inside `::ffff:0:0/96`; any other address itself.
    var unmapped: IPAddress {
        guard family == 6, bits >> 32 == Self.mapped else { return self }
        return IPAddress(v4: UInt32(truncatingIfNeeded: bits))
    }

    var isUnspecified: Bool { bits == 0 }

    var isLoopback: Bool {
        let address = unmapped
        return address.family == 4 ? address.bits >> 24 == 127 : address.bits == 1
    }

    var isMulticast: Bool {
        let address = unmapped
        return address.family == 4 ? address.bits >> 28 == 0xE : address.bits >> 120 == 0xFF
    }

    var isLinkLocalMulticast: Bool {
        let address = unmapped
        return address.family == 4 ? address.bits >> 8 == 0xE00000 : (address.bits >> 112) & 0xFF0F == 0xFF02
    }

    var isLinkLocalUnicast: Bool {
        let address = unmapped
        return address.family == 4 ? address.bits >> 16 == 0xA9FE : address.bits >> 118 == 0x3FA
    }

    /// Neither broadcast, unspecified, loopback, multicast nor link-local. Private addresses count.
    var isGlobalUnicast: Bool {
        let address = unmapped
        if address.family == 4, address.bits == 0xFFFF_FFFF { return false }
        return !address.isUnspecified && !address.isLoopback && !address.isMulticast && !address.isLinkLocalUnicast
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text: RFC 5952 for IPv6.
    public var description: String {
        guard family == 6, unmapped.family == 4 else { return readable }
        return "::ffff:" + Self.dotted(bits & 0xFFFF_FFFF)
    }

    /// The text that `ip()` reads back, which for `::ffff:0:0/96` is not the canonical one.
    var readable: String {
        guard family == 6 else { return Self.dotted(bits) }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> (112 - 16 * $0)) }
        let zeros = Self.longestZeros(groups)
        let hex = groups.map { String($0, radix: 16) }
        guard zeros.count > 1 else { return hex.joined(separator: ":") }
        let head = hex[..<zeros.lowerBound].joined(separator: ":")
        return head + "::" + hex[zeros.upperBound...].joined(separator: ":")
    }

    private static func dotted(_ bits: UInt128) -> String {
        [24, 16, 8, 0].map { String((bits >> $0) & 0xFF) }.joined(separator: ".")
    }

    private static func longestZeros(_ groups: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        return longest
    }
}
