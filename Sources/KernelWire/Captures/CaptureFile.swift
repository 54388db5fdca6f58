/// What a file of captured packets says, whichever format it has: pcapng or the classic one of libpcap.
///
/// Names and comments are a stranger's text, to be escaped wherever they are shown.
public struct CaptureFile: Hashable, Sendable {
    /// Of all sections, one after the other; packets count from its beginning.
    public var interfaces: [CaptureInterface] = []
    /// In the order of the file, which is not always that of time.
    public var packets: [CapturedPacket] = []
    /// opt_comment of the sections, in order.
    public var comments: [String] = []
    /// shb_userappl of the first section that says one.
    public var application: String?
    /// What ended the reading before the end of the file: it was cut off, or is no longer what its format says. What was
    /// read before that is here.
    public var damage: WireError?

    /// An empty capture, to be filled in.
    public init() {}
}

/// How much of a stranger's file is taken in.
public struct CaptureLimits: Hashable, Sendable {
    /// Packets of one file.
    public var packets = 10_000_000
    /// Interfaces of one file.
    public var interfaces = 4096
    /// Bytes of one block of pcapng, or of one packet of the classic format; more is no capture but damage.
    public var block = 16 << 20
    /// Of names and comments of interfaces and sections, not of packets; what is more is left out.
    public var text = 1 << 20

    /// What no honest file exceeds.
    public init() {}
}

/// One place where packets were seen: an Interface Description Block.
public struct CaptureInterface: Hashable, Sendable {
    /// if_name; nil where the format has none.
    public var name: String?
    /// if_description
    public var description: String?
    /// if_filter, where it is text in the language of libpcap.
    public var filter: String?
    public var linkType: LinkType
    /// Bytes kept of each packet at most; 0 for no limit.
    public var snapLength: UInt32
    /// Only of what was read; what is written has nanoseconds.
    public var resolution: TimestampResolution
    /// if_tsoffset: seconds to add to each timestamp.
    public var offset: Int64 = 0
    /// The last Interface Statistics Block about it.
    public var statistics: CaptureStatistics?

    public init(
        name: String? = nil, description: String? = nil, linkType: LinkType = .ethernet, snapLength: UInt32 = 0,
        resolution: TimestampResolution = .nanoseconds
    ) {
        self.name = name
        self.description = description
        self.linkType = linkType
        self.snapLength = snapLength
        self.resolution = resolution
    }
}

/// What the capturing program counted at one interface.
public struct CaptureStatistics: Hashable, Sendable {
    /// isb_starttime and isb_endtime, nanoseconds since 1970.
    public var start: UInt64?
    /// Nanoseconds since 1970.
    public var end: UInt64?
    /// isb_ifrecv: packets that the kernel had for the capture, those that were dropped among them.
    public var received: UInt64?
    /// isb_ifdrop: packets that passed, and for which the capture had no room. They are missing in the file only.
    public var dropped: UInt64?

    public init(start: UInt64? = nil, end: UInt64? = nil, received: UInt64? = nil, dropped: UInt64? = nil) {
        self.start = start
        self.end = end
        self.received = received
        self.dropped = dropped
    }
}

/// One packet as it was seen at one interface.
public struct CapturedPacket: Hashable, Sendable {
    /// epb_flags, bits 0 and 1.
    public enum Direction: UInt8, Hashable, Sendable {
        /// The device received it.
        case inbound = 1
        /// The device sent it (PACKET_OUTGOING).
        case outbound = 2
    }

    /// Place in the file's list of interfaces.
    public var interface: Int
    /// Nanoseconds since 1970; nil in a Simple Packet Block.
    public var time: UInt64?
    /// What was kept of it, from the link layer's header on.
    public var bytes: [UInt8]
    /// Bytes that the packet had.
    public var originalLength: Int
    /// Nil where nobody noted it.
    public var direction: Direction?
    /// opt_comment; several are joined by newlines.
    public var comment: String?

    public init(
        interface: Int, time: UInt64?, bytes: [UInt8], originalLength: Int, direction: Direction? = nil,
        comment: String? = nil
    ) {
        self.interface = interface
        self.time = time
        self.bytes = bytes
        self.originalLength = originalLength
        self.direction = direction
        self.comment = comment
    }
}
