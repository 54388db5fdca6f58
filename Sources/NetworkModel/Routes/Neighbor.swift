import Addresses

/// An ARP or NDP cache entry, RTM_NEWNEIGH. Names follow `ip -j neigh`.
public struct Neighbor: Hashable, Sendable, Codable {
    /// NUD_* (linux/neighbour.h), a bit each.
    public struct State: OptionSet, Hashable, Sendable, Codable {
        public let rawValue: UInt16

        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        public static let incomplete = State(rawValue: 0x01)
        public static let reachable = State(rawValue: 0x02)
        public static let stale = State(rawValue: 0x04)
        public static let delay = State(rawValue: 0x08)
        public static let probe = State(rawValue: 0x10)
        public static let failed = State(rawValue: 0x20)
        public static let noARP = State(rawValue: 0x40)
        public static let permanent = State(rawValue: 0x80)

        /// NUD_VALID: the kernel would send to `lladdr` without asking first.
        public static let valid: State = [.permanent, .noARP, .reachable, .probe, .stale, .delay]

        public var names: [String] {
            let all: [(State, String)] = [
                (.incomplete, "INCOMPLETE"), (.reachable, "REACHABLE"), (.stale, "STALE"), (.delay, "DELAY"),
                (.probe, "PROBE"), (.failed, "FAILED"), (.noARP, "NOARP"), (.permanent, "PERMANENT"),
            ]
            return all.filter { contains($0.0) }.map(\.1)
        }
    }

    public var ifindex: Int
    public var dst: IPAddress
    public var lladdr: LinkLayerAddress?
    public var state: State
    /// NTF_* (linux/neighbour.h): 0x08 proxy, 0x80 router.
    public var flags: UInt32
    /// Failed probes so far.
    public var probes: UInt32?

    public init(ifindex: Int, dst: IPAddress, lladdr: LinkLayerAddress?, state: State, flags: UInt32 = 0) {
        self.ifindex = ifindex
        self.dst = dst
        self.lladdr = lladdr
        self.state = state
        self.flags = flags
    }

    public var isProxy: Bool { flags & 0x08 != 0 }
}
