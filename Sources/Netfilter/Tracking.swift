import Addresses

/// What conntrack says of a packet: `skb->_nfct`.
public enum Tracking: Hashable, Sendable {
    /// Not looked up yet, or not trackable. Once the lookup is over rules read that as `invalid`.
    case none
    /// `notrack`, CT --notrack.
    case untracked
    case tracked(Connection)
    case unknown(String)
}

/// A conntrack entry as one packet of it is seen: `struct nf_conn` and ctinfo.
public struct Connection: Hashable, Sendable {
    /// `ct state`, without invalid and untracked, which have no entry.
    public enum State: String, Hashable, Sendable {
        case new, established, related
    }

    /// IP_CT_DIR_*: with whoever sent the first packet, or against.
    public enum Direction: String, Hashable, Sendable {
        case original, reply

        /// That of an answer.
        public var opposite: Direction { self == .original ? .reply : .original }
    }

    /// As this packet sees it.
    public var state: State
    /// The way that this packet travels.
    public var direction: Direction
    /// The first packet's tuple, before any NAT.
    public var original: Tuple
    /// What an answer looks like: the original swapped, with NAT applied.
    public var reply: Tuple
    /// IPS_* (linux/netfilter/nf_conntrack_common.h).
    public var status: Status
    /// Nil where it is not known.
    public var mark: UInt32?
    /// `ct zone`, CT --zone: entries of other zones are other connections. 0 by default.
    public var zone: UInt16
    /// `ct helper`, by name; nil for none.
    public var helper: String?
    /// 128 label bits; nil where they are not known.
    public var labels: [UInt8]?

    /// In zone 0, with mark 0 and no labels. Without `reply` an answer is the original swapped: no NAT.
    public init(state: State, direction: Direction = .original, original: Tuple, reply: Tuple? = nil) {
        self.state = state
        self.direction = direction
        self.original = original
        self.reply = reply ?? original.swapped
        status = []
        mark = 0
        zone = 0
        labels = []
    }

    /// IPS_* bits that rules ask for.
    public struct Status: OptionSet, Hashable, Sendable {
        /// The bits as the kernel has them (CTA_STATUS).
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Announced by a helper: its first packet is `related`.
        public static let expected = Status(rawValue: 1 << 0)
        /// An answer came: the connection is established.
        public static let seenReply = Status(rawValue: 1 << 1)
        /// Not to be given up early when the table is full.
        public static let assured = Status(rawValue: 1 << 2)
        /// In the table: its first packet has left.
        public static let confirmed = Status(rawValue: 1 << 3)
        /// The source is translated.
        public static let sourceNAT = Status(rawValue: 1 << 4)
        /// The destination is translated.
        public static let destinationNAT = Status(rawValue: 1 << 5)
        /// Source NAT has been decided, if only that there is none.
        public static let sourceNATDone = Status(rawValue: 1 << 7)
        /// Destination NAT has been decided, if only that there is none.
        public static let destinationNATDone = Status(rawValue: 1 << 8)
        /// Out of the table, and still held by a packet.
        public static let dying = Status(rawValue: 1 << 9)
    }

    /// One direction of a connection: addresses and, by protocol, ports or the ICMP id.
    public struct Tuple: Hashable, Sendable {
        public var src: IPAddress
        public var dst: IPAddress
        /// IPPROTO_*.
        public var proto: UInt8
        /// Nil: not known, or the protocol has none.
        public var sport: UInt16?
        /// Nil: not known, or the protocol has none.
        public var dport: UInt16?
        /// Of an echo.
        public var icmpId: UInt16?

        public init(
            src: IPAddress, dst: IPAddress, proto: UInt8, sport: UInt16? = nil, dport: UInt16? = nil,
            icmpId: UInt16? = nil
        ) {
            self.src = src
            self.dst = dst
            self.proto = proto
            self.sport = sport
            self.dport = dport
            self.icmpId = icmpId
        }

        /// Of the packet as it is now; of an ICMP error its own, not that of the packet which it quotes.
        public init(_ packet: Packet) {
            self.init(
                src: packet.src, dst: packet.dst, proto: packet.transport.proto ?? 0,
                sport: packet.transport.ports?.source,
                dport: packet.transport.ports?.destination)
            switch packet.transport {
            case .icmp(let icmp), .icmpv6(let icmp): icmpId = icmp.id
            default: break
            }
        }

        /// What an answer looks like where no NAT is done.
        public var swapped: Tuple {
            Tuple(src: dst, dst: src, proto: proto, sport: dport, dport: sport, icmpId: icmpId)
        }
    }
}
