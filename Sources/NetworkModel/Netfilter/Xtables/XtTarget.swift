import Addresses

/// What a rule does with a packet that passed it. Names are the kernel's xt_target modules'.
public enum XtTarget: Hashable, Sendable, Codable {
    /// No `-j`: counts, and goes on.
    case none
    case accept
    case drop
    /// `-j QUEUE`.
    case queue
    case `return`
    case jump(String)
    /// `-g`: the chain's end leads to the end of the caller.
    case goto(String)
    case reject(XtReject)
    case dnat(XtNat)
    case snat(XtNat)
    case masquerade(XtNat)
    case redirect(XtNat)
    case netmap(XtNat)
    case mark(XtMarkTarget)
    case connmark(XtConnmarkTarget)
    case ct(XtCt)
    /// The old target of this name; `-j NOTRACK` is CT with an alias today.
    case notrack
    case tproxy(XtTproxy)
    case log(XtLog)
    case nflog(XtNflog)
    case nfqueue(XtNfqueue)
    case trace
    /// 65535: to what the path allows.
    case tcpmss(UInt16)
    /// tc handle, major:minor.
    case classify(UInt32)
    case dscp(UInt8)
    /// Bits of the mask are cleared, then those of the value turned over.
    case tos(XtMasked)
    case ttl(XtHopsTarget)
    case hl(XtHopsTarget)
    case checksum(UInt8)
    case set(XtSetTarget)
    /// XT_AUDIT_TYPE_*.
    case audit(UInt8)
    case unknown(name: String, revision: UInt8, bytes: [UInt8])
}

/// How a packet is refused: enum ipt_reject_with and ip6t_reject_with, in the words of iptables.
public struct XtReject: Hashable, Sendable, Codable {
    public var family: IPAddress.Family
    public var with: UInt32

    public init(family: IPAddress.Family, with: UInt32) {
        self.family = family
        self.with = with
    }
}

/// struct nf_nat_range2, nf_nat_range and nf_nat_ipv4_multi_range_compat.
public struct XtNat: Hashable, Sendable, Codable {
    /// Nil keeps the address (or, of MASQUERADE and REDIRECT, takes the interface's).
    public var addresses: XtIprange.Range?
    public var ports: XtRange?
    /// NF_NAT_RANGE_PROTO_OFFSET: the port that `ports.min` stands for; nil without it.
    public var basePort: UInt16?
    public var isRandom = false
    public var isFullyRandom = false
    public var isPersistent = false

    public init() {}
}

/// struct xt_mark_tginfo2: `mark = (mark & ~mask) ^ value`.
public typealias XtMarkTarget = XtMasked

/// struct xt_connmark_tginfo1 and 2.
public struct XtConnmarkTarget: Hashable, Sendable, Codable {
    public enum Mode: UInt8, Hashable, Sendable, Codable { case set, save, restore }

    public var mode: Mode
    public var ctmark: UInt32
    public var ctmask: UInt32
    public var nfmask: UInt32
    /// Bits to shift by, to the left where positive.
    public var shift: Int

    public init(_ mode: Mode, ctmark: UInt32, ctmask: UInt32, nfmask: UInt32, shift: Int = 0) {
        self.mode = mode
        self.ctmark = ctmark
        self.ctmask = ctmask
        self.nfmask = nfmask
        self.shift = shift
    }
}

/// struct xt_ct_target_info and its version 1.
public struct XtCt: Hashable, Sendable, Codable {
    /// In which direction of a flow the zone holds.
    public enum Direction: String, Hashable, Sendable, Codable { case both, original, reply }

    public enum Zone: Hashable, Sendable, Codable {
        case id(UInt16, Direction)
        /// The zone is the packet's mark.
        case mark(Direction)
    }

    public var notrack = false
    /// Written as `-j NOTRACK`.
    public var isNotrackAlias = false
    public var zone: Zone?
    public var helper: String?
    public var timeout: String?
    /// Bits 1 << IPCT_*, which events are reported; 0 for all.
    public var ctEvents: UInt32 = 0
    public var expEvents: UInt32 = 0

    public init() {}
}

/// struct xt_tproxy_target_info and its version 1.
public struct XtTproxy: Hashable, Sendable, Codable {
    /// Unspecified: the address of the interface.
    public var address: IPAddress
    /// 0: the packet's own.
    public var port: UInt16
    public var mark: XtMasked

    public init(address: IPAddress, port: UInt16, mark: XtMasked) {
        self.address = address
        self.port = port
        self.mark = mark
    }
}

/// struct ipt_TTL_info and ip6t_HL_info.
public struct XtHopsTarget: Hashable, Sendable, Codable {
    public enum Mode: UInt8, Hashable, Sendable, Codable { case set, increase, decrease }

    public var mode: Mode
    public var value: UInt8

    public init(_ mode: Mode, _ value: UInt8) {
        self.mode = mode
        self.value = value
    }
}

/// struct xt_set_info_target_v0 … v3.
public struct XtSetTarget: Hashable, Sendable, Codable {
    public var add: XtSetRef?
    public var del: XtSetRef?
    public var map: XtSetRef?
    /// IPSET_FLAG_*.
    public var flags: UInt32 = 0
    /// Seconds; nil for the set's own.
    public var timeout: UInt32?

    public init() {}
}
