import NetworkModel

/// A captured packet: where it was seen, and all by which it can be recognised elsewhere.
public struct TrackedPacket: Hashable, Sendable {
    /// Index into the places of a capture.
    public var place: Int
    /// Since all places were open; negative before that.
    public var nanoseconds: Int64
    /// The innermost packet's header.
    public var tuple: ConntrackEntry.Tuple
    /// The outermost packet's, where it travels in a tunnel.
    public var outer: ConntrackEntry.Tuple?
    /// Bytes from the innermost network header on.
    public var length: Int
    public var identity: Identity
    /// Of an error: the packet that it quotes.
    public var quoted: ConntrackEntry.Tuple?
    /// The link sends it, or else has received it; nil where nobody noted it.
    public var isOutgoing: Bool?
    /// It is one of those that were asked for; false where it only may be, behind NAT.
    public var isCertain = true

    public init(place: Int, nanoseconds: Int64, tuple: ConntrackEntry.Tuple, length: Int, identity: Identity) {
        self.place = place
        self.nanoseconds = nanoseconds
        self.tuple = tuple
        self.length = length
        self.identity = identity
    }

    /// A question for a hardware address, or its answer, of IPv6.
    var isNeighborDiscovery: Bool { tuple.proto == 58 && (tuple.icmpType == 135 || tuple.icmpType == 136) }

    /// What no router, bridge, tunnel or translation changes: all but addresses, ports, time to live and checksums.
    public struct Identity: Hashable, Sendable {
        /// IPPROTO_*
        public var proto: UInt8
        /// IPv4's identification; 0 where there is none.
        public var id: UInt16 = 0
        /// The first fragment of a datagram, which elsewhere may be whole: of it only `id` counts.
        public var isFragment = false
        /// Of TCP; nil for all others.
        public var segment: Segment?
        /// Type and code of ICMP, and the number of an echo.
        public var icmp: UInt32 = 0
        public var payloadLength: Int
        /// Of as much of the payload as was captured.
        public var payloadHash: UInt64

        public init(proto: UInt8, payloadLength: Int, payloadHash: UInt64) {
            self.proto = proto
            self.payloadLength = payloadLength
            self.payloadHash = payloadHash
        }
    }

    /// The part of a connection that a packet of TCP carries.
    public struct Segment: Hashable, Sendable {
        public var sequence: UInt32
        public var acknowledgment: UInt32
        /// The flag byte: 0x01 FIN, 0x02 SYN, 0x04 RST, 0x08 PSH, 0x10 ACK.
        public var flags: UInt8

        public init(sequence: UInt32, acknowledgment: UInt32, flags: UInt8) {
            self.sequence = sequence
            self.acknowledgment = acknowledgment
            self.flags = flags
        }

        var isSyn: Bool { flags & 0x12 == 0x02 }
        var isReset: Bool { flags & 0x04 != 0 }
    }
}
