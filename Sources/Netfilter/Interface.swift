import NetworkModel

/// A device as rules ask about it.
public struct Interface: Hashable, Sendable {
    /// `meta iif` and `oif`; unique in its namespace.
    public var ifindex: Int
    /// `meta iifname` and `oifname`, `-i` and `-o`. Hostile text.
    public var name: String
    /// IFLA_INFO_KIND, `meta iifkind`; nil for hardware and loopback.
    public var linkKind: String?
    /// ARPHRD_*, `meta iiftype`.
    public var linkType: Int
    /// `ip link set group`, `meta iifgroup`; nil where the kernel did not say.
    public var group: Int?
    /// The bridge or VRF that it is enslaved to: `meta ibrname`, `sdif`.
    public var master: Int?

    /// An Ethernet device of the default group, unless it is said to be something else.
    public init(
        ifindex: Int, name: String, linkKind: String? = nil, linkType: Int = 1, group: Int? = 0, master: Int? = nil
    ) {
        self.ifindex = ifindex
        self.name = name
        self.linkKind = linkKind
        self.linkType = linkType
        self.group = group
        self.master = master
    }

    /// As the link was read; where that was in brief, kind and group may be missing.
    public init(_ link: Link) {
        self.init(
            ifindex: link.ifindex, name: link.ifname, linkKind: link.infoKind, linkType: link.linkType,
            group: link.group,
            master: link.master)
    }
}
