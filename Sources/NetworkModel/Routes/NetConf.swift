import Addresses

/// Per-interface routing settings from RTM_GETNETCONF: the values that forwarding really uses, without a walk
/// through /proc.
public struct NetConf: Hashable, Sendable, Codable {
    /// NETCONFA_IFINDEX_ALL
    public static let all = -1
    /// NETCONFA_IFINDEX_DEFAULT
    public static let `default` = -2

    public var family: IPAddress.Family
    public var ifindex: Int
    public var forwarding: Int?
    public var rpFilter: Int?
    public var mcForwarding: Int?
    /// proxy_arp for IPv4, proxy_ndp for IPv6.
    public var proxyNeigh: Int?
    public var ignoreRoutesWithLinkdown: Int?

    public init(family: IPAddress.Family, ifindex: Int) {
        self.family = family
        self.ifindex = ifindex
    }
}
