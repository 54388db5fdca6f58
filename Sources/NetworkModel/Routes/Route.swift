import Addresses

/// One FIB entry, RTM_NEWROUTE. Names follow `ip -d -j route`.
public struct Route: Hashable, Sendable, Codable {
    public var type: RouteType
    public var dst: IPPrefix
    /// Source-specific routes; IPv6 only.
    public var src: IPPrefix?
    public var table: UInt32
    /// RTPROT_*: 2 kernel, 3 boot, 4 static, 9 ra, 12 bird, 186 bgp …
    public var proto: Int
    /// RT_SCOPE_*: 0 global, 200 site, 253 link, 254 host.
    public var scope: Int
    public var tos: Int
    /// RTA_PRIORITY; lower wins.
    public var metric: UInt32
    public var prefsrc: IPAddress?
    /// RTA_NH_ID names a nexthop object (Linux 5.3).
    public var nhid: UInt32?
    public var nexthops: [NextHop]
    /// RTAX_MTU, and whether it is locked against path MTU discovery.
    public var mtu: UInt32?
    public var mtuLocked: Bool = false
    public var advmss: UInt32?
    /// RTM_F_* and RTNH_F_* of the message.
    public var flags: UInt32
    /// RTA_PREF: router preference, IPv6.
    public var pref: Int?
    /// Seconds until a learned route expires.
    public var expires: UInt32?

    public init(
        type: RouteType = .unicast, dst: IPPrefix, src: IPPrefix? = nil, table: UInt32 = RouteTable.main,
        proto: Int = 3,
        scope: Int = 0, tos: Int = 0, metric: UInt32 = 0, prefsrc: IPAddress? = nil, nexthops: [NextHop] = [],
        flags: UInt32 = 0
    ) {
        self.type = type
        self.dst = dst
        self.src = src
        self.table = table
        self.proto = proto
        self.scope = scope
        self.tos = tos
        self.metric = metric
        self.prefsrc = prefsrc
        self.nexthops = nexthops
        self.flags = flags
    }

    public var family: IPAddress.Family { dst.family }

    /// RTM_F_CLONED: the kernel's cache of one destination (path MTU, redirects), not a route.
    public var isCloned: Bool { flags & 0x200 != 0 }
}

/// Where a route leads. A route without gateway is on-link.
public struct NextHop: Hashable, Sendable, Codable {
    public var ifindex: Int?
    /// RTA_GATEWAY or RTA_VIA: an IPv4 route may have an IPv6 gateway.
    public var gateway: IPAddress?
    /// Share of a multipath route, rtnh_hops + 1.
    public var weight: Int
    /// RTNH_F_* (linux/rtnetlink.h).
    public var flags: Flags
    /// RTA_ENCAP_TYPE, LWTUNNEL_ENCAP_*: packets leave wrapped (MPLS, IP, SRv6, BPF …); its details are not modelled.
    public var encapType: Int?
    /// RTA_FLOW: the realm of the destination, and that of the source in the upper half; nil for none.
    public var realms: UInt32?

    public init(ifindex: Int?, gateway: IPAddress? = nil, weight: Int = 1, flags: Flags = []) {
        self.ifindex = ifindex
        self.gateway = gateway
        self.weight = weight
        self.flags = flags
    }

    public struct Flags: OptionSet, Hashable, Sendable, Codable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        public static let dead = Flags(rawValue: 1)
        public static let pervasive = Flags(rawValue: 2)
        public static let onlink = Flags(rawValue: 4)
        public static let offload = Flags(rawValue: 8)
        public static let linkdown = Flags(rawValue: 16)
        public static let unresolved = Flags(rawValue: 32)
    }
}

/// RTN_* (linux/rtnetlink.h).
public enum RouteType: UInt8, Hashable, Sendable, Codable {
    case unspec = 0, unicast, local, broadcast, anycast, multicast, blackhole, unreachable, prohibit, `throw`, nat
    case xresolve

    public var name: String { self == .throw ? "throw" : String(describing: self) }

    /// The lookup ends here with an error for the sender.
    public var isError: Bool { self == .blackhole || self == .unreachable || self == .prohibit }
}

/// RT_TABLE_* (linux/rtnetlink.h).
public enum RouteTable {
    public static let `default`: UInt32 = 253
    public static let main: UInt32 = 254
    public static let local: UInt32 = 255

    /// As `ip route show table all` prints it.
    public static func name(_ table: UInt32) -> String {
        switch table {
        case local: "local"
        case main: "main"
        case `default`: "default"
        default: String(table)
        }
    }
}
