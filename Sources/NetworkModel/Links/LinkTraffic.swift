/// What sees the packets of one link besides netfilter: filters of tc(8), and programs attached by tcx (Linux 6.6).
public struct LinkTraffic: Hashable, Sendable, Codable {
    public enum Direction: String, Hashable, Sendable, Codable, CaseIterable {
        case ingress, egress
    }

    /// In the order in which the kernel asks them.
    public var ingress: [TrafficFilter] = []
    public var egress: [TrafficFilter] = []
    /// Ids of BPF programs, in the order in which they run. Unknown without the right to ask.
    public var tcxIngress: Observed<[Int]> = .absent
    public var tcxEgress: Observed<[Int]> = .absent
    /// Nil for links with an ordinary one, and for snapshots of older tools.
    public var qdisc: Qdisc?

    public init() {}

    public func filters(_ direction: Direction) -> [TrafficFilter] { direction == .ingress ? ingress : egress }
    public func tcx(_ direction: Direction) -> Observed<[Int]> { direction == .ingress ? tcxIngress : tcxEgress }
}

/// One filter, RTM_NEWTFILTER. Names follow `tc filter show`.
public struct TrafficFilter: Hashable, Sendable, Codable {
    /// `bpf`, `u32`, `matchall`, `flower` …
    public var kind: String
    public var chain: UInt32 = 0
    /// `pref`: smaller ones are asked first.
    public var priority: UInt16
    /// ETH_P_*, in host byte order; 3 is every one.
    public var etherType: UInt16
    public var handle: UInt32
    public var match: Match = .unread
    public var actions: [TrafficAction] = []

    public enum Match: Hashable, Sendable, Codable {
        /// Every packet.
        case all
        /// The classes it may be sorted into do not matter here.
        case bpf(BPFFilter)
        case u32([U32Key])
        /// Something that this version does not read.
        case unread
    }

    public init(kind: String, priority: UInt16, etherType: UInt16, handle: UInt32) {
        self.kind = kind
        self.priority = priority
        self.etherType = etherType
        self.handle = handle
    }
}

/// A program of a `bpf` filter.
public struct BPFFilter: Hashable, Sendable, Codable {
    public var name: String?
    /// `direct-action`: what it returns is the verdict.
    public var isDirect = false
    /// Of eBPF programs.
    public var programId: Int?
    /// What a classic program of one instruction returns.
    public var constant: UInt32?

    public init() {}
}

/// struct tc_u32_key: four bytes of the packet, counted from the network header, under a mask. In the order of the wire.
public struct U32Key: Hashable, Sendable, Codable {
    public var offset: Int
    public var mask: UInt32
    public var value: UInt32

    public init(offset: Int, mask: UInt32, value: UInt32) {
        self.offset = offset
        self.mask = mask
        self.value = value
    }
}

/// What a filter does with what it matches.
public struct TrafficAction: Hashable, Sendable, Codable {
    /// `gact`, `mirred` …
    public var kind: String
    /// TC_ACT_*; nil where it was not read.
    public var verdict: Int32?
    /// `mirred`: TCA_EGRESS_REDIR and its like, and the device.
    public var mirror: Mirror?

    public struct Mirror: Hashable, Sendable, Codable {
        public var action: Int32
        public var ifindex: Int

        public init(action: Int32, ifindex: Int) {
            self.action = action
            self.ifindex = ifindex
        }
    }

    public init(kind: String) {
        self.kind = kind
    }
}

/// A BPF program as BPF_OBJ_GET_INFO_BY_FD describes it.
public struct BPFProgram: Hashable, Sendable, Codable {
    public var id: Int
    /// BPF_PROG_TYPE_*.
    public var type: Int
    /// At most 15 characters. Hostile.
    public var name: String
    /// What it returns whatever it is given, where it is that simple.
    public var constant: Int32?

    public init(id: Int, type: Int, name: String, constant: Int32?) {
        self.id = id
        self.type = type
        self.name = name
        self.constant = constant
    }
}
