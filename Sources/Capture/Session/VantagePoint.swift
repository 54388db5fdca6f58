import Kernel
import KernelWire
import NetworkModel
import PacketStreams

/// One link where packets are watched.
public struct VantagePoint: Sendable {
    /// As files and tables call it: `blue:veth-blue`.
    public var name: String
    /// Nil for the namespace of the process itself.
    public var namespace: NamespaceHandle?
    /// The link's name there.
    public var ifname: String
    /// What it is for the question: "inside", "port of br0".
    public var description: String?
    /// What is wanted here; nil for everything.
    public var choice: PlaceChoice?
    /// The options' filter holds here: packets look as whoever wrote it means them.
    public var isFiltered: Bool

    public init(
        name: String, namespace: NamespaceHandle?, ifname: String, description: String? = nil,
        choice: PlaceChoice? = nil, isFiltered: Bool = true
    ) {
        self.name = name
        self.namespace = namespace
        self.ifname = ifname
        self.description = description
        self.choice = choice
        self.isFiltered = isFiltered
    }
}

/// What is captured, and how much of it.
public struct CaptureOptions: Hashable, Sendable {
    /// In the language of tcpdump; nil captures everything, and needs no libpcap.
    public var filter: String?
    /// How many bytes behind the headers are kept; nil keeps packets whole.
    public var payload: Int? = 0
    /// The end: seconds after the start.
    public var seconds: Double? = 10
    /// For how long before the start and after the end packets are watched that do not count by themselves: those that were
    /// on their way then. Seconds.
    public var margin = 0.25
    /// The end: packets at all vantage points together.
    public var packets: Int? = 10_000
    /// The end: bytes that were kept.
    public var bytes: Int? = 64 << 20
    /// Memory of each vantage point, in bytes, that holds what is not read yet. What does not fit is dropped and counted.
    public var buffer = 8 << 20
    /// UDP ports of tunnels, whose inner headers are kept, too.
    public var tunnelPorts: TunnelPorts

    /// 10 seconds, 10,000 packets or 64 MiB of headers, whichever is first.
    public init(filter: String? = nil, tunnelPorts: TunnelPorts = TunnelPorts()) {
        self.filter = filter
        self.tunnelPorts = tunnelPorts
    }

    /// Of each packet the kernel copies so much. No stack of headers that we know how to read is longer than the first part.
    var snapLength: Int {
        guard let payload else { return PacketRing.mostBytes }
        return 512 + min(max(payload, 0), PacketRing.mostBytes - 512)
    }
}

/// A packet that went by.
public struct SeenPacket: Sendable {
    /// The place of its vantage point is its `interface`. Of its bytes as many as the options say.
    public var packet: CapturedPacket
    /// Read before it was cut, so that checksums are known where they can be.
    public var frame: Frame
    /// By what it is recognised elsewhere; nil for what is no packet of IP, and for later fragments.
    public var tracked: TrackedPacket?
    /// It came by after the end, and only shows what became of an earlier one.
    public var isLate = false
}

/// How a capture ended, and what is known of what it missed.
public struct CaptureOutcome: Sendable {
    public enum End: Hashable, Sendable {
        case time, packets, bytes
        /// SIGINT, SIGTERM or SIGHUP.
        case signal(Int32)
        /// Whoever gets the packets wanted no more.
        case enough
    }

    public var end: End
    /// Nanoseconds since 1970; packets count from `start` to `stop` at all vantage points alike. What was on its way then is
    /// seen as well: `margin` nanoseconds longer, before and after.
    public var start: UInt64
    /// Nanoseconds since 1970.
    public var stop: UInt64
    /// Nanoseconds.
    public var margin: UInt64
    /// One for each vantage point. What was dropped passed there all the same.
    public var statistics: [CaptureStatistics]
    /// By place of the vantage point: errno(3) of what happened to its link meanwhile, ENETDOWN where it went down.
    public var failures: [Int: Int32]
}
