import Addresses

/// The kernel's default policy table for source selection (net/ipv6/addrlabel.c, after RFC 6724, 2.1).
/// Changes made with `ip addrlabel` are not seen.
enum AddressLabel {
    private static let table: [(high: UInt64, low: UInt64, length: Int, label: Int)] = [
        (0, 1, 128, 0),
        (0, 0xffff_0000_0000, 96, 4),
        (0, 0, 96, 3),
        (0x2001_0000_0000_0000, 0, 32, 6),
        (0x2001_0010_0000_0000, 0, 28, 7),
        (0x2002_0000_0000_0000, 0, 16, 2),
        (0x3ffe_0000_0000_0000, 0, 16, 12),
        (0xfec0_0000_0000_0000, 0, 10, 11),
        (0xfc00_0000_0000_0000, 0, 7, 5),
    ]

    private static let rows: [(prefix: IPPrefix, label: Int)] = table.compactMap { row in
        let address = IPAddress(family: .inet6, bits: UInt128(row.high) << 64 | UInt128(row.low))
        return IPPrefix(address, length: row.length).map { ($0, row.label) }
    }

    /// Longest prefix wins; everything else is 1.
    static func of(_ address: IPAddress) -> Int {
        rows.first { $0.prefix.contains(address) }?.label ?? 1
    }

    /// 2001:10::/28 (RFC 4843).
    static func isORCHID(_ address: IPAddress) -> Bool { address.bits >> 100 == 0x2001_001 }
}
