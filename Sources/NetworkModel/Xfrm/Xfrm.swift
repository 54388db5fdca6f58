import Addresses

/// What IPsec makes of the packets of a namespace: `ip xfrm policy`, and of `ip xfrm state` whatever decides whether
/// there is one, which no key does.
public struct Xfrm: Hashable, Sendable, Codable {
    /// In the order of the kernel's dump, which is the newest first.
    public var policies: [XfrmPolicy]
    /// Read only where a policy wants one.
    public var states: [XfrmState]
    /// A program waits to be told of states that are lacking, by netlink or by PF_KEY, and would agree on keys. Nil where
    /// that was not looked for, since no policy wants a state.
    public var hasKeyManager: Bool?
    /// `ip xfrm policy getdefault` (Linux 5.15): directions in which what no policy covers is dropped.
    public var blocked: Set<XfrmPolicy.Direction>

    public init(
        policies: [XfrmPolicy] = [], states: [XfrmState] = [], blocked: Set<XfrmPolicy.Direction> = []
    ) {
        self.policies = policies
        self.states = states
        self.blocked = blocked
    }

    public var isEmpty: Bool { policies.isEmpty && blocked.isEmpty }
}

/// One line of `ip xfrm policy`: which packets, and what becomes of them.
public struct XfrmPolicy: Hashable, Sendable, Codable {
    /// XFRM_POLICY_IN, _OUT and _FWD. Those of single sockets have other numbers and are left out.
    public enum Direction: UInt8, Hashable, Sendable, Codable {
        case `in` = 0, out, fwd

        /// As `ip xfrm policy` writes it.
        public var name: String {
            switch self {
            case .in: "in"
            case .out: "out"
            case .fwd: "fwd"
            }
        }
    }

    public var direction: Direction
    /// XFRM_POLICY_BLOCK
    public var isBlock: Bool
    /// The smallest comes first.
    public var priority: UInt32
    public var index: UInt32
    public var src: IPPrefix
    public var dst: IPPrefix
    /// 0 for any.
    public var proto: UInt8 = 0
    /// Compared where the mask has bits; of ICMP the type stands for the source port, the code for the destination port.
    public var sport: UInt16 = 0
    public var sportMask: UInt16 = 0
    public var dport: UInt16 = 0
    public var dportMask: UInt16 = 0
    /// 0 for any.
    public var ifindex = 0
    public var mark: UInt32 = 0
    public var markMask: UInt32 = 0
    /// Of an xfrm interface; 0 for packets of all others.
    public var ifId: UInt32 = 0
    /// XFRM_POLICY_TYPE_SUB: asked beside the main ones.
    public var isSub = false
    public var templates: [Template] = []

    /// The state that a packet needs.
    public struct Template: Hashable, Sendable, Codable {
        /// The far end of the tunnel; unspecified in transport mode.
        public var dst: IPAddress
        /// 50 ESP, 51 AH, 108 IPComp.
        public var proto: UInt8
        /// XFRM_MODE_TRANSPORT 0, XFRM_MODE_TUNNEL 1, XFRM_MODE_BEET 4.
        public var mode: UInt8
        public var reqid: UInt32
        /// `level use`: without a state the packet goes on as it is.
        public var isOptional: Bool

        public init(dst: IPAddress, proto: UInt8, mode: UInt8, reqid: UInt32, isOptional: Bool) {
            self.dst = dst
            self.proto = proto
            self.mode = mode
            self.reqid = reqid
            self.isOptional = isOptional
        }
    }

    public init(
        _ direction: Direction, isBlock: Bool, priority: UInt32, index: UInt32, src: IPPrefix, dst: IPPrefix
    ) {
        self.direction = direction
        self.isBlock = isBlock
        self.priority = priority
        self.index = index
        self.src = src
        self.dst = dst
    }
}

/// One line of `ip xfrm state`, without what would give it away.
public struct XfrmState: Hashable, Sendable, Codable {
    public var dst: IPAddress
    public var proto: UInt8
    public var mode: UInt8
    public var reqid: UInt32

    public init(dst: IPAddress, proto: UInt8, mode: UInt8, reqid: UInt32) {
        self.dst = dst
        self.proto = proto
        self.mode = mode
        self.reqid = reqid
    }
}
