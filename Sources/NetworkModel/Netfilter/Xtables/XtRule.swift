import Addresses

/// One rule of an xtables chain: struct ipt_entry and ip6t_entry. iptables-nft writes the same rules as nf_tables
/// expressions. A packet must pass every condition and every match before the target acts.
public struct XtRule: Hashable, Sendable, Codable {
    /// Nil matches every address.
    public var src: Invertible<XtAddress>?
    public var dst: Invertible<XtAddress>?
    public var inInterface: Invertible<XtInterface>?
    public var outInterface: Invertible<XtInterface>?
    /// IP protocol number; of IPv6 the one behind the extension headers.
    public var proto: Invertible<UInt16>?
    /// `-f`, IPv4 only: second and further fragments. Inverted: heads and unfragmented packets.
    public var fragment: Invertible<Bool>?
    /// In the order in which the kernel asks them.
    public var matches: [XtMatch] = []
    public var target: XtTarget = .none
    public var packets: UInt64 = 0
    public var bytes: UInt64 = 0

    public init() {}
}

/// An address and which bits of it count. The mask need not be a prefix.
public struct XtAddress: Hashable, Sendable, Codable {
    public var address: IPAddress
    public var mask: IPAddress

    public init(_ address: IPAddress, mask: IPAddress) {
        self.address = address
        self.mask = mask
    }

    public func contains(_ other: IPAddress) -> Bool {
        other.family == address.family && (other.bits ^ address.bits) & mask.bits == 0
    }

    /// Nil where the mask has holes.
    public var prefixLength: Int? {
        let width = address.family.width
        let ones = mask.bits.nonzeroBitCount
        let shift = width - ones
        let contiguous = ones == 0 ? 0 : (UInt128.max >> UInt128(128 - ones)) << UInt128(shift)
        return mask.bits == contiguous ? ones : nil
    }
}

/// An interface by its name, or all whose names start so (`eth+`).
public struct XtInterface: Hashable, Sendable, Codable {
    /// For display; `\xNN` stands for bytes that are not UTF-8, and `bytes` then has them all.
    public var name: String
    public var bytes: [UInt8]?
    public var isPrefix: Bool

    public init(name: String, bytes: [UInt8]? = nil, isPrefix: Bool = false) {
        self.name = name
        self.bytes = bytes
        self.isPrefix = isPrefix
    }

    public func matches(_ ifname: String, bytes other: [UInt8]? = nil) -> Bool {
        let (mine, theirs) = (bytes ?? Array(name.utf8), other ?? Array(ifname.utf8))
        return isPrefix ? theirs.starts(with: mine) : theirs == mine
    }
}

extension XtRule {
    /// Every packet passes it.
    public var isUnconditional: Bool {
        src == nil && dst == nil && inInterface == nil && outInterface == nil && proto == nil && fragment == nil
            && matches.isEmpty
    }
}
