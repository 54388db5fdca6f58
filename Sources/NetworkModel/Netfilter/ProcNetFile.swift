import Addresses

/// A file of /proc/net that says what netfilter remembers of past packets, or which programs wait for packets.
public enum ProcNetFile: Hashable, Sendable, Codable {
    /// Programs that read a queue: netfilter/nfnetlink_queue.
    case queueReaders
    /// The buckets of a hashlimit: ipt_hashlimit/NAME, ip6t_hashlimit/NAME.
    case hashlimit(IPAddress.Family, name: String)
    /// A list of addresses: xt_recent/NAME.
    case recent(name: String)
    /// AF_PACKET sockets: packet.
    case packetSockets
    /// What all neighbours of the machine are counted by: stat/arp_cache, stat/ndisc_cache.
    case neighborStatistics(IPAddress.Family)
    /// What the kernel counts beside SNMP's MIBs: netstat.
    case netstat
    /// Services of IPVS and their servers: ip_vs.
    case ipvs

    /// Below /proc/net; nil for a name that leads elsewhere.
    public var path: String? {
        switch self {
        case .queueReaders: "netfilter/nfnetlink_queue"
        case .hashlimit(.inet, let name): Self.isName(name) ? "ipt_hashlimit/\(name)" : nil
        case .hashlimit(.inet6, let name): Self.isName(name) ? "ip6t_hashlimit/\(name)" : nil
        case .recent(let name): Self.isName(name) ? "xt_recent/\(name)" : nil
        case .packetSockets: "packet"
        case .neighborStatistics(.inet): "stat/arp_cache"
        case .neighborStatistics(.inet6): "stat/ndisc_cache"
        case .netstat: "netstat"
        case .ipvs: "ip_vs"
        }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
}

/// A program that takes the packets of a queue of NFQUEUE.
public struct QueueReader: Hashable, Sendable, Codable {
    public var queue: UInt16
    /// Its netlink port.
    public var portid: UInt32

    public init(queue: UInt16, portid: UInt32) {
        self.queue = queue
        self.portid = portid
    }
}

/// One token bucket of a hashlimit: that of all packets with this key.
public struct HashlimitBucket: Hashable, Sendable, Codable {
    /// Zero where the limit does not look at it; masked where it looks at a part.
    public var src: IPAddress
    public var dst: IPAddress
    public var sport: UInt16
    public var dport: UInt16
    /// What is left, when the file was read, and what a packet costs, in the same units.
    public var credit: UInt64
    public var cost: UInt64

    public init(src: IPAddress, dst: IPAddress, sport: UInt16, dport: UInt16, credit: UInt64, cost: UInt64) {
        self.src = src
        self.dst = dst
        self.sport = sport
        self.dport = dport
        self.credit = credit
        self.cost = cost
    }
}

/// An address on a list of xt_recent.
public struct RecentAddress: Hashable, Sendable, Codable {
    public var address: IPAddress
    /// Of the packet that was seen last.
    public var ttl: UInt8
    /// When packets were seen: milliseconds before the file was read, in no order.
    public var ages: [UInt64]

    public init(address: IPAddress, ttl: UInt8, ages: [UInt64]) {
        self.address = address
        self.ttl = ttl
        self.ages = ages
    }
}

/// An AF_PACKET socket: sees the frames of a link, and may send some.
public struct PacketSocket: Hashable, Sendable, Codable {
    /// 0 for all links.
    public var ifindex: Int
    /// ETH_P_*; 3 (ETH_P_ALL) takes all frames.
    public var proto: UInt16
    public var inode: UInt64

    public init(ifindex: Int, proto: UInt16, inode: UInt64) {
        self.ifindex = ifindex
        self.proto = proto
        self.inode = inode
    }
}

/// Counters since the namespace was made; nil where this kernel has no such counter.
public struct Netstat: Hashable, Sendable, Codable {
    /// TcpExt IPReversePathFilter: packets dropped by source validation.
    public var reversePathFilter: UInt64?

    public init(reversePathFilter: UInt64?) {
        self.reversePathFilter = reversePathFilter
    }
}

/// A service of IPVS, one line of `ipvsadm -L` and those below it.
public struct IPVSService: Hashable, Sendable, Codable {
    public struct Server: Hashable, Sendable, Codable {
        public var address: IPAddress
        public var port: UInt16
        /// 0: it gets no new connections.
        public var weight: Int
        /// Nil for ways that are not known here.
        public var forwarding: Forwarding?

        public init(address: IPAddress, port: UInt16, weight: Int, forwarding: Forwarding? = nil) {
            (self.address, self.port, self.weight, self.forwarding) = (address, port, weight, forwarding)
        }
    }

    /// IP_VS_CONN_F_*, how a server gets its packets, by the names of ip_vs_fwd_name.
    public enum Forwarding: String, Hashable, Sendable, Codable {
        /// Address and port are translated.
        case masquerade = "Masq"
        case tunnel = "Tunnel"
        case route = "Route"
        /// The node itself.
        case local = "Local"
    }

    /// IPPROTO_*
    public var proto: UInt8
    public var address: IPAddress
    /// 0 for all ports.
    public var port: UInt16
    public var servers: [Server] = []

    public init(proto: UInt8, address: IPAddress, port: UInt16) {
        (self.proto, self.address, self.port) = (proto, address, port)
    }
}

/// What was read of the files of /proc/net in one namespace; nil and missing are what nobody has asked for.
public struct ProcNet: Equatable, Sendable, Codable {
    /// Absent where the kernel has no such queues.
    public var queueReaders: Observed<[QueueReader]>?
    public var packetSockets: Observed<[PacketSocket]>?
    /// Of each family one; absent but in the machine's first namespace.
    public var arpCache: Observed<[NeighborStatistics]>?
    public var ndiscCache: Observed<[NeighborStatistics]>?
    public var netstat: Observed<Netstat>?
    /// Absent where IPVS is not loaded.
    public var ipvs: Observed<[IPVSService]>?
    /// By name, of IPv4 and of IPv6; absent where there is no such limit.
    public var hashlimits: [String: Observed<[HashlimitBucket]>] = [:]
    public var hashlimits6: [String: Observed<[HashlimitBucket]>] = [:]
    /// By name; absent where there is no such list.
    public var recents: [String: Observed<[RecentAddress]>] = [:]

    public init() {}
}
