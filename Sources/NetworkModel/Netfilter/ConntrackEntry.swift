import Addresses

/// One conntrack entry, as `conntrack -L` lists it.
public struct ConntrackEntry: Hashable, Sendable, Codable {
    /// One direction: whom its packets come from and go to.
    public struct Tuple: Hashable, Sendable, Codable {
        public var src: IPAddress
        public var dst: IPAddress
        /// IPPROTO_*.
        public var proto: UInt8
        /// Of TCP, UDP, SCTP, DCCP and UDP-Lite.
        public var sport: UInt16?
        public var dport: UInt16?
        /// Of ICMP and ICMPv6.
        public var icmpType: UInt8?
        public var icmpCode: UInt8?
        public var icmpId: UInt16?
        /// CTA_TUPLE_ZONE: of this direction alone.
        public var zone: UInt16?

        public init(src: IPAddress, dst: IPAddress, proto: UInt8) {
            self.src = src
            self.dst = dst
            self.proto = proto
        }

        /// `10.1.0.2:40000 -> 8.8.8.8:443`
        public var ends: String { "\(src.text(port: sport)) -> \(dst.text(port: dport))" }
    }

    public struct Counter: Hashable, Sendable, Codable {
        public var packets: UInt64
        public var bytes: UInt64

        public init(packets: UInt64, bytes: UInt64) {
            self.packets = packets
            self.bytes = bytes
        }
    }

    /// enum ip_conntrack_status.
    public struct Status: OptionSet, Hashable, Sendable, Codable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        public static let expected = Status(rawValue: 1 << 0)
        public static let seenReply = Status(rawValue: 1 << 1)
        public static let assured = Status(rawValue: 1 << 2)
        public static let confirmed = Status(rawValue: 1 << 3)
        public static let srcNat = Status(rawValue: 1 << 4)
        public static let dstNat = Status(rawValue: 1 << 5)
        public static let dying = Status(rawValue: 1 << 9)
        public static let fixedTimeout = Status(rawValue: 1 << 10)
        public static let template = Status(rawValue: 1 << 11)
        public static let offload = Status(rawValue: 1 << 14)
        public static let hwOffload = Status(rawValue: 1 << 15)
    }

    public var original: Tuple
    /// What an answer looks like: the original turned round, with NAT applied.
    public var reply: Tuple
    public var status: Status = []
    /// Seconds until it is forgotten; nil for entries that are not confirmed yet.
    public var timeout: UInt32?
    /// State of the protocol's own machine: TCP_CONNTRACK_*, SCTP_CONNTRACK_* or CT_DCCP_*.
    public var protocolState: UInt8?
    /// Nil where the kernel has no connection marks.
    public var mark: UInt32?
    public var zone: UInt16 = 0
    /// Tells two flows apart that have the same tuples at different times.
    public var id: UInt32?
    public var use: UInt32?
    public var helper: String?
    /// The connection that expected this one.
    public var master: Tuple?
    /// 128 bits, the lowest first.
    public var labels: [UInt8]?
    /// Nil without net.netfilter.nf_conntrack_acct.
    public var originalCounter: Counter?
    public var replyCounter: Counter?
    public var secctx: String?

    public init(original: Tuple, reply: Tuple) {
        self.original = original
        self.reply = reply
    }
}

/// A connection that a helper waits for.
public struct Expectation: Hashable, Sendable, Codable {
    public var tuple: ConntrackEntry.Tuple
    /// Which bits of the tuple count.
    public var mask: ConntrackEntry.Tuple
    public var master: ConntrackEntry.Tuple
    public var timeout: UInt32?
    public var helper: String?
    public var zone: UInt16 = 0

    public init(tuple: ConntrackEntry.Tuple, mask: ConntrackEntry.Tuple, master: ConntrackEntry.Tuple) {
        self.tuple = tuple
        self.mask = mask
        self.master = master
    }
}

/// Which flows are asked for.
public enum ConntrackFilter: Hashable, Sendable, Codable {
    /// All with this address at this place.
    case address(FlowPlace, IPAddress)
    /// The one that a packet belongs to, in either direction.
    case tuple(ConntrackEntry.Tuple, zone: UInt16)

    /// Under which a table remembers that it was asked.
    public var key: String {
        switch self {
        case .address(let place, let address): "\(place.rawValue) \(address)"
        case .tuple(let tuple, let zone):
            "\(tuple.proto) \(tuple.src) \(tuple.dst) \(tuple.sport.map(Int.init) ?? -1) \(tuple.dport.map(Int.init) ?? -1)"
                + " \(tuple.icmpId.map(Int.init) ?? -1) \(tuple.icmpType.map(Int.init) ?? -1) zone \(zone)"
        }
    }

    public func matches(_ flow: ConntrackEntry) -> Bool {
        switch self {
        case .address(.origSrc, let address): flow.original.src == address
        case .address(.origDst, let address): flow.original.dst == address
        case .address(.replySrc, let address): flow.reply.src == address
        case .address(.replyDst, let address): flow.reply.dst == address
        case .tuple(let tuple, let zone):
            [flow.original, flow.reply].contains { (candidate: ConntrackEntry.Tuple) in
                var plain = candidate
                plain.zone = nil
                return plain == tuple && (candidate.zone ?? flow.zone) == zone
            }
        }
    }
}

/// In conntrack's words: `--orig-src`, `--orig-dst`, `--reply-src`, `--reply-dst`.
public enum FlowPlace: String, Hashable, Sendable, Codable, CaseIterable {
    case origSrc, origDst, replySrc, replyDst
}
