import Addresses

/// A forwarding entry of a bridge or a VXLAN device, RTM_NEWNEIGH with PF_BRIDGE. Names follow `bridge -j fdb`.
public struct FDBEntry: Hashable, Sendable, Codable {
    public var mac: LinkLayerAddress
    /// The port, or the VXLAN device itself.
    public var ifindex: Int
    /// NDA_MASTER: the bridge, where the entry is the bridge's and not the port's own.
    public var master: Int?
    public var vlan: Int?
    public var state: Neighbor.State
    /// NTF_*: 0x02 self, 0x04 master, 0x10 externally learned, 0x40 sticky.
    public var flags: UInt32
    /// VXLAN: the tunnel's far end.
    public var dst: IPAddress?
    public var port: UInt16?
    public var vni: UInt32?
    public var viaIfindex: Int?
    /// NDA_NH_ID: the nexthop group that stands in for `dst` (Linux 5.8).
    public var nhid: UInt32?

    public init(
        mac: LinkLayerAddress, ifindex: Int, master: Int? = nil, vlan: Int? = nil, state: Neighbor.State = [],
        flags: UInt32 = 0, dst: IPAddress? = nil
    ) {
        self.mac = mac
        self.ifindex = ifindex
        self.master = master
        self.vlan = vlan
        self.state = state
        self.flags = flags
        self.dst = dst
    }

    public var isSelf: Bool { flags & 0x02 != 0 }
}
