/// LINKTYPE_*: what a captured packet begins with (www.tcpdump.org/linktypes.html). Files have these numbers; those that
/// libpcap uses at run time, DLT_*, differ in a few.
public struct LinkType: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// BSD loopback: four bytes with the family in the byte order of the capturing host.
    public static let null = LinkType(rawValue: 0)
    /// Linux's loopback device, too.
    public static let ethernet = LinkType(rawValue: 1)
    /// An IPv4 or IPv6 header; its first half byte tells which.
    public static let raw = LinkType(rawValue: 101)
    /// OpenBSD loopback: as `null`, in network byte order.
    public static let loop = LinkType(rawValue: 108)
    /// What `tcpdump -i any` made before libpcap 1.10.
    public static let linuxSLL = LinkType(rawValue: 113)
    /// An IPv4 header.
    public static let ipv4 = LinkType(rawValue: 228)
    /// An IPv6 header.
    public static let ipv6 = LinkType(rawValue: 229)
    /// What `tcpdump -i any` makes.
    public static let linuxSLL2 = LinkType(rawValue: 276)
}
