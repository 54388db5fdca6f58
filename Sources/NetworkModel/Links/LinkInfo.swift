import Addresses

/// IFLA_INFO_DATA by kind. Names follow `ip -d -j link … linkinfo.info_data`.
public enum LinkInfo: Hashable, Sendable, Codable {
    case bridge(BridgeInfo)
    case vxlan(VXLANInfo)
    /// macvlan and macvtap; MACVLAN_MODE_*. Of mode source: the senders that are heard, and MACVLAN_FLAG_*; else nil.
    case macvlan(mode: UInt32, sources: [LinkLayerAddress]? = nil, flags: UInt16? = nil)
    /// ipvlan and ipvtap; IPVLAN_MODE_*: 0 l2, 1 l3, 2 l3s. Flags IPVLAN_F_*: 1 private, 2 vepa; nil before Linux 4.15.
    /// Both belong to the device below: all on it have the same.
    case ipvlan(mode: UInt16, flags: UInt16? = nil)
    case vlan(id: Int, protocol: UInt16)
    case vrf(table: UInt32)
    case tun(TunInfo)
    case bond(BondInfo)
    /// ipip, sit, gre, gretap, ip6tnl, ip6gre, ip6gretap, vti, erspan.
    case tunnel(TunnelInfo)
    case geneve(GeneveInfo)
}

public struct BridgeInfo: Hashable, Sendable, Codable {
    /// Clock ticks of 1/100 s.
    public var forwardDelay: UInt32?
    public var ageingTime: UInt32?
    public var stpState: UInt32?
    public var priority: UInt16?
    public var vlanFiltering: Bool?
    public var vlanProtocol: UInt16?
    /// The VLAN that new ports are in without a tag; 0 for none.
    public var vlanDefaultPvid: UInt16?
    public var mcastSnooping: Bool?
    public var mcastQuerier: Bool?
    public var nfCallIptables: Bool?
    public var nfCallIp6tables: Bool?
    public var nfCallArptables: Bool?
    public var groupFwdMask: UInt16?
    /// Eight bytes: priority and address of this bridge, as `8000.02:42:…` in iproute2.
    public var bridgeId: [UInt8]?

    public init() {}
}

public struct VXLANInfo: Hashable, Sendable, Codable {
    public var id: UInt32?
    /// Group or default remote, IFLA_VXLAN_GROUP or GROUP6.
    public var group: IPAddress?
    public var local: IPAddress?
    /// ifindex of the underlay device, in the namespace of `Link.linkNetnsid`.
    public var link: UInt32?
    public var port: UInt16?
    public var learning: Bool?
    public var proxy: Bool?
    public var ttl: UInt8?
    public var tos: UInt8?
    public var ageing: UInt32?
    /// VXLAN_DF_*: whether outer packets of IPv4 may be cut: 0 yes, 1 no, 2 as the packet inside; nil before Linux
    /// 4.20.
    public var df: UInt8?
    public var collectMetadata: Bool = false

    public init() {}
}

public struct TunInfo: Hashable, Sendable, Codable {
    public enum Kind: UInt8, Hashable, Sendable, Codable {
        case tun = 1
        case tap = 2
    }

    public var kind: Kind
    public var persist: Bool
    public var owner: UInt32?
    public var group: UInt32?
    public var multiQueue: Bool

    public init(kind: Kind, persist: Bool, owner: UInt32?, group: UInt32?, multiQueue: Bool) {
        self.kind = kind
        self.persist = persist
        self.owner = owner
        self.group = group
        self.multiQueue = multiQueue
    }
}

public struct BondInfo: Hashable, Sendable, Codable {
    /// BOND_MODE_*.
    public var mode: UInt8?
    public var activeSlave: UInt32?
    public var miimon: UInt32?
    /// Devices that stand by take frames, too.
    public var allSlavesActive: Bool?

    public init() {}
}

/// A device of a bond.
public struct BondSlave: Hashable, Sendable, Codable {
    /// It stands by.
    public var isBackup: Bool?
    /// As the bond's own monitoring sees its link.
    public var isLinkUp: Bool?
    /// Of 802.3ad.
    public var aggregator: UInt16?

    public init() {}
}

public struct TunnelInfo: Hashable, Sendable, Codable {
    public var local: IPAddress?
    public var remote: IPAddress?
    public var link: UInt32?
    public var ttl: UInt8?
    /// GRE and VTI: the key expected on arrival, and the one written on departure.
    public var key: UInt32?
    public var outputKey: UInt32?
    /// GRE: whether a checksum and a sequence number must be there on arrival, and are written on departure.
    public var expectsChecksum: Bool?
    public var writesChecksum: Bool?
    public var expectsSequence: Bool?
    public var writesSequence: Bool?
    /// ipip, sit and ip6tnl: IPPROTO_* of what is carried, 0 for all; nil for other kinds.
    public var carries: UInt8?
    /// Over IPv4: outer packets are not to be cut (`pmtudisc`), else as the packet inside says.
    public var discoversMtu: Bool?
    /// GRE over IPv4: nor is that looked at.
    public var ignoresDf: Bool?
    /// Over IPv6: how often what is inside may be put into further tunnels, which a header of eight bytes says; nil
    /// where none is written.
    public var encapLimit: UInt8?
    /// `external` in iproute2: routes, not the device, say where packets go.
    public var collectMetadata: Bool = false

    public init() {}
}

public struct GeneveInfo: Hashable, Sendable, Codable {
    public var id: UInt32?
    public var remote: IPAddress?
    public var port: UInt16?
    /// GENEVE_DF_*, as of VXLAN.
    public var df: UInt8?
    public var collectMetadata: Bool = false

    public init() {}
}
