import Addresses

/// What a route lookup is asked about: the kernel's `struct flowi4` / `flowi6` in the words of `ip route get`.
///
/// Protocol, ports and uid may be left open. That is no wildcard: where a policy rule asks for one of them and the
/// answer depends on it, the decision is unknown.
public struct RouteFlow: Hashable, Sendable {
    /// Decides about the family, too.
    public var dst: IPAddress
    /// Nil: the sender has not bound an address; the kernel picks one after routing.
    public var src: IPAddress?
    /// The device a packet came in by; nil: sent by this namespace itself.
    public var iif: Int?
    /// SO_BINDTODEVICE, IP_UNICAST_IF and the like.
    public var oif: Int?
    /// `fwmark`: skb->mark or SO_MARK.
    public var mark: UInt32
    /// The whole DS field; IPv4 compares only bits 0x1c of it, IPv6 all but the two ECN bits.
    public var tos: UInt8
    /// IPPROTO_*; nil: left open.
    public var proto: UInt8?
    /// In host byte order; nil: left open.
    public var sport: UInt16?
    /// In host byte order; nil: left open.
    public var dport: UInt16?
    /// The sending process's uid, as the namespace's reader would see it. Received packets count as root's.
    public var uid: UInt32?
    /// FIB_LOOKUP_IGNORE_LINKSTATE: take a route without carrier even where `ignore_routes_with_linkdown` is set.
    public var ignoringLinkState: Bool
    /// FLOWI_FLAG_ANYSRC: the source need not be an address of this namespace.
    public var takesAnySource = false

    public init(
        dst: IPAddress, src: IPAddress? = nil, iif: Int? = nil, oif: Int? = nil, mark: UInt32 = 0, tos: UInt8 = 0,
        proto: UInt8? = nil, sport: UInt16? = nil, dport: UInt16? = nil, uid: UInt32? = nil,
        ignoringLinkState: Bool = false
    ) {
        self.dst = dst
        self.src = src
        self.iif = iif
        self.oif = oif
        self.mark = mark
        self.tos = tos
        self.proto = proto
        self.sport = sport
        self.dport = dport
        self.uid = uid
        self.ignoringLinkState = ignoringLinkState
    }

    public var family: IPAddress.Family { dst.family }
}
