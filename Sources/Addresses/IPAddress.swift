/// An IPv4 or IPv6 address, in host byte order, as the kernel would compare it.
///
/// IPv4-mapped IPv6 addresses (`::ffff:a.b.c.d`) stay IPv6: the kernel keeps them apart in its tables.
public struct IPAddress: Hashable, Sendable {
    public enum Family: UInt8, Hashable, Sendable, Comparable, Codable {
        /// AF_INET
        case inet = 2
        /// AF_INET6
        case inet6 = 10

        /// Bits in an address of this family.
        public var width: Int { self == .inet ? 32 : 128 }

        public static func < (a: Family, b: Family) -> Bool { a.rawValue < b.rawValue }
    }

    public let family: Family
    /// The address as a number; an IPv4 address uses the low 32 bits.
    public let bits: UInt128

    public init(family: Family, bits: UInt128) {
        self.family = family
        self.bits = family == .inet ? bits & 0xffff_ffff : bits
    }

    /// Four bytes make an IPv4 address, sixteen an IPv6 address, in network byte order. Other lengths are nil.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: family = .inet
        case 16: family = .inet6
        default: return nil
        }
        bits = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    /// The address in network byte order.
    public var bytes: [UInt8] {
        stride(from: family.width - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt128($0)) }
    }

    public static func unspecified(_ family: Family) -> IPAddress { IPAddress(family: family, bits: 0) }

    public var isUnspecified: Bool { bits == 0 }

    /// 127.0.0.0/8 or ::1.
    public var isLoopback: Bool { family == .inet ? bits >> 24 == 127 : bits == 1 }

    /// 224.0.0.0/4 or ff00::/8.
    public var isMulticast: Bool { family == .inet ? bits >> 28 == 0xe : bits >> 120 == 0xff }

    /// 169.254.0.0/16 or fe80::/10.
    public var isLinkLocal: Bool { family == .inet ? bits >> 16 == 0xa9fe : bits >> 118 == 0x3fa }

    /// Usable for talking beyond the own link: neither unspecified, loopback, multicast nor link-local.
    public var isGlobal: Bool { !isUnspecified && !isLoopback && !isMulticast && !isLinkLocal }

    /// The IPv4 address inside `::ffff:0:0/96`, as IPv6 sockets call what is IPv4 on the wire; any other address itself.
    public var unmapped: IPAddress {
        family == .inet6 && bits >> 32 == 0xffff ? IPAddress(family: .inet, bits: bits) : self
    }
}

extension IPAddress: Comparable {
    public static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.family == b.family ? a.bits < b.bits : a.family < b.family
    }
}
