import Addresses

/// One network device as RTM_NEWLINK describes it. Field names follow `ip -d -j link`.
public struct Link: Hashable, Sendable, Codable {
    public var ifindex: Int
    /// For display; `\xNN` stands for bytes that are not UTF-8, and `ifnameBytes` then has them all.
    public var ifname: String
    public var ifnameBytes: [UInt8]?
    public var altnames: [String] = []
    /// IFLA_IFALIAS: free text set by anyone with CAP_NET_ADMIN. Hostile.
    public var ifalias: String?
    public var flags: LinkFlags
    public var mtu: Int
    public var operstate: OperState
    /// ARPHRD_* (linux/if_arp.h): 1 Ethernet, 772 loopback, 65534 none.
    public var linkType: Int
    public var address: LinkLayerAddress?
    public var broadcast: LinkLayerAddress?
    public var permaddr: LinkLayerAddress?
    /// IFLA_LINK: the ifindex of the veth peer or of the lower device, valid in the namespace `linkNetnsid`.
    public var linkIndex: Int?
    /// IFLA_LINK_NETNSID: relative to the namespace of the socket that asked, which is the one that owns this link
    /// unless it was asked about through IFLA_TARGET_NETNSID. Nil: the other end is in the link's own namespace.
    public var linkNetnsid: Int?
    public var master: Int?
    public var carrier: Bool?
    public var carrierChanges: Int?
    public var txqlen: Int?
    public var qdisc: String?
    public var group: Int?
    public var promiscuity: Int?
    public var allmulti: Int?
    public var minMtu: Int?
    public var maxMtu: Int?
    public var protoDown: Bool?
    public var xdp: XDPAttachment?
    /// IFLA_INFO_KIND: `veth`, `bridge`, …; nil for hardware and loopback.
    public var infoKind: String?
    /// IFLA_INFO_DATA of the kinds that we know.
    public var info: LinkInfo?
    /// IFLA_INFO_SLAVE_KIND: what kind of master this link is enslaved to.
    public var infoSlaveKind: String?
    public var port: BridgePort?
    public var bondSlave: BondSlave?
    /// Of a port or of the bridge itself, as PF_BRIDGE dumps alone have it; `Namespace.bridgeVlans` keeps it.
    public var vlans: [BridgeVLAN]?
    public var stats: LinkStats?
    /// Per-interface IPv4 settings, IFLA_AF_SPEC/AF_INET.
    public var inet: InetConf?
    /// Per-interface IPv6 settings, IFLA_AF_SPEC/AF_INET6; nil where IPv6 is off on the device.
    public var inet6: Inet6Conf?
    /// Attributes that this version does not decode, by number.
    public var unknownAttributes: [Int] = []

    public init(
        ifindex: Int, ifname: String, flags: LinkFlags = [], mtu: Int = 0, operstate: OperState = .unknown,
        linkType: Int = 1
    ) {
        self.ifindex = ifindex
        self.ifname = ifname
        self.flags = flags
        self.mtu = mtu
        self.operstate = operstate
        self.linkType = linkType
    }

    /// A row of RTM_GETLINK/PF_BRIDGE: a port's flags, state and master, but not its kind or namespace ids.
    public var isBrief = false

    public var isUp: Bool { flags.contains(.up) }
    public var hasCarrier: Bool { flags.contains(.lowerUp) }
    /// A bridge that keeps VLANs apart.
    public var filtersVLANs: Bool { if case .bridge(let info) = info { info.vlanFiltering == true } else { false } }
    public var isLoopback: Bool { flags.contains(.loopback) }
}

/// A program in the driver's receive path, IFLA_XDP.
public struct XDPAttachment: Hashable, Sendable, Codable {
    /// XDP_ATTACHED_*: 1 driver, 2 generic, 3 offloaded, 4 several.
    public var mode: Int
    public var programId: Int?

    public init(mode: Int, programId: Int?) {
        self.mode = mode
        self.programId = programId
    }
}
