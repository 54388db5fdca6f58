/// The IPv4 settings of one interface: IFLA_INET_CONF, an array indexed by IPV4_DEVCONF_* (linux/ip.h).
/// The same numbers as /proc/sys/net/ipv4/conf/IF, without a file read.
public struct InetConf: Hashable, Sendable, Codable {
    public var forwarding: Int?
    public var rpFilter: Int?
    public var arpIgnore: Int?
    public var arpAnnounce: Int?
    public var arpFilter: Int?
    public var proxyArp: Int?
    public var proxyArpPvlan: Int?
    public var acceptLocal: Int?
    public var routeLocalnet: Int?
    public var srcValidMark: Int?
    public var logMartians: Int?
    public var ignoreRoutesWithLinkdown: Int?

    public init() {}
}

/// The IPv6 settings of one interface: IFLA_INET6_CONF, an array indexed by DEVCONF_* (linux/ipv6.h).
public struct Inet6Conf: Hashable, Sendable, Codable {
    public var forwarding: Int?
    public var disableIpv6: Int?
    public var acceptRa: Int?
    public var proxyNdp: Int?
    public var acceptDad: Int?
    /// IFLA_INET6_ADDR_GEN_MODE
    public var addrGenMode: Int?

    public init() {}
}
