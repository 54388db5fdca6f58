import Addresses

/// A nexthop object, RTM_NEWNEXTHOP (Linux 5.3): what `RTA_NH_ID` of a route points to.
public struct NextHopObject: Hashable, Sendable, Codable {
    public struct Member: Hashable, Sendable, Codable {
        public var id: UInt32
        public var weight: Int

        public init(id: UInt32, weight: Int) {
            self.id = id
            self.weight = weight
        }
    }

    public var id: UInt32
    public var ifindex: Int?
    public var gateway: IPAddress?
    public var blackhole: Bool
    public var group: [Member]
    public var flags: NextHop.Flags
    /// NHA_FDB: for VXLAN FDB entries, not for routes.
    public var fdb = false
    /// NHA_ENCAP_TYPE, see `NextHop.encapType`.
    public var encapType: Int?

    public init(
        id: UInt32, ifindex: Int? = nil, gateway: IPAddress? = nil, blackhole: Bool = false, group: [Member] = [],
        flags: NextHop.Flags = []
    ) {
        self.id = id
        self.ifindex = ifindex
        self.gateway = gateway
        self.blackhole = blackhole
        self.group = group
        self.flags = flags
    }
}
