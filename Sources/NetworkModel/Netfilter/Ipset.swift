import Addresses

/// A set of ipset(8), as `ipset list -t` shows it, with members where they were read.
public struct Ipset: Equatable, Sendable, Codable {
    /// By which rules name it (IPSET_ATTR_INDEX, protocol 7).
    public var index: UInt16
    public var name: String
    /// `hash:ip,port`, `bitmap:port`, `list:set` …
    public var typename: String
    public var revision: UInt8
    /// Nil for sets that know no addresses.
    public var family: IPAddress.Family?
    /// Bits of an address that count (`netmask`).
    public var netmask: UInt8?
    /// Of bitmaps: what they reach from and to.
    public var range: XtIprange.Range?
    public var portRange: XtRange?
    public var size: UInt32?
    /// How many members, according to the kernel.
    public var elements: UInt32?
    public var references: UInt32?
    /// Seconds that new members live; nil where they stay.
    public var timeout: UInt32?
    /// IPSET_FLAG_WITH_*: 8 counters, 16 comments, 32 forceadd, 64 skbinfo.
    public var flags: UInt32 = 0
    public var members = Table<IpsetMember>()

    public init(index: UInt16, name: String, typename: String, revision: UInt8 = 0, family: IPAddress.Family? = nil) {
        self.index = index
        self.name = name
        self.typename = typename
        self.revision = revision
        self.family = family
    }
}

/// One member, with the parts that its type has.
public struct IpsetMember: Hashable, Sendable, Codable {
    public var address: IPAddress?
    /// Bits of the network; nil for a host.
    public var prefixLength: UInt8?
    public var address2: IPAddress?
    public var prefixLength2: UInt8?
    /// Of bitmaps and lists with ranges: the last address or port.
    public var addressTo: IPAddress?
    public var proto: UInt8?
    public var port: UInt16?
    public var portTo: UInt16?
    public var mark: UInt32?
    public var iface: String?
    public var ether: LinkLayerAddress?
    /// Of `list:set`: another set.
    public var set: String?
    /// Says that what it names is no member.
    public var isNomatch = false
    /// Of `hash:net,iface`: a bridge port.
    public var isPhysdev = false
    /// Seconds it still lives.
    public var timeout: UInt32?
    public var packets: UInt64?
    public var bytes: UInt64?
    public var comment: String?

    public init() {}
}
