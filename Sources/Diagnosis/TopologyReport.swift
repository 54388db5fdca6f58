import NetworkModel

/// The part of the graph that the report speaks of.
public struct TopologyReport: Sendable, Hashable {
    /// A namespace, and what it is to the target.
    public struct Namespace: Sendable, Hashable {
        public var ref: NetnsRef
        /// `target`, `router`, `host`, or `peer` for all others.
        public var role: String
        /// Some who live there, as `comm (pid)`; empty where nobody does or nobody looked.
        public var processes: [String]

        public init(ref: NetnsRef, role: String, processes: [String]) {
            self.ref = ref
            self.role = role
            self.processes = processes
        }
    }

    /// A link, spelled as `ip -d -j link` does.
    public struct Link: Sendable, Hashable {
        /// The inode of its namespace.
        public var netns: UInt64
        public var ifindex: Int
        /// `\xNN` stands for bytes that are not UTF-8.
        public var ifname: String
        /// All bytes of the name, where it is not UTF-8; else nil.
        public var ifnameBytes: [UInt8]?
        /// IFLA_INFO_KIND; nil for hardware and loopback.
        public var kind: String?
        /// IFF_* without the prefix.
        public var flags: [String]
        /// IF_OPER_*, as `ip link` spells it.
        public var operstate: String
        /// In bytes.
        public var mtu: Int
        /// The link-layer address; nil where the link has none.
        public var address: String?
        /// With prefix lengths, IPv4 first, in the kernel's order.
        public var addresses: [String]
        /// The ifindex of the bridge, bond or VRF that it is a port of.
        public var master: Int?
        /// IFLA_LINK: the far end of a pair, or the device below; nil where it has none.
        public var linkIndex: Int?
        /// IFLA_LINK_NETNSID: where `linkIndex` counts, in ids of this namespace; nil for this one.
        public var linkNetnsid: Int?
        /// For a bridge's port: `forwarding`, `disabled` …, BR_STATE_* as `bridge link` spells it.
        public var portState: String?
        /// Of a bridge: which network of a container platform it is, `docker network web`. Hostile, as all names; nil where
        /// it is none, or nobody has asked.
        public var network: String?
        /// Of a tun or tap device: who reads what is sent into it, `openvpn (pid 7)`; empty where nobody has asked.
        public var readers: [String] = []
        /// Of a tunnel: to which far ends it leads that no device in sight has, `vxlan 42 192.0.2.1 -> 192.0.2.2, out of
        /// sight`; nil where there are none, or it is not known.
        public var tunnel: String?

        public init(
            netns: UInt64, ifindex: Int, ifname: String, ifnameBytes: [UInt8]?, kind: String?, flags: [String],
            operstate: String, mtu: Int, address: String?, addresses: [String], master: Int?, linkIndex: Int?,
            linkNetnsid: Int?
        ) {
            self.netns = netns
            self.ifindex = ifindex
            self.ifname = ifname
            self.ifnameBytes = ifnameBytes
            self.kind = kind
            self.flags = flags
            self.operstate = operstate
            self.mtu = mtu
            self.address = address
            self.addresses = addresses
            self.master = master
            self.linkIndex = linkIndex
            self.linkNetnsid = linkNetnsid
        }
    }

    /// One end of an edge; all nil where it could not be found.
    public struct End: Sendable, Hashable {
        /// The namespace's inode.
        public var netns: UInt64?
        public var ifindex: Int?
        /// Nil also where the link was not read.
        public var ifname: String?

        public init(netns: UInt64?, ifindex: Int?, ifname: String?) {
            self.netns = netns
            self.ifindex = ifindex
            self.ifname = ifname
        }
    }

    /// What connects two links.
    public struct Edge: Sendable, Hashable {
        /// In a pair the end that was met first; else the port, or the upper device.
        public var from: End
        public var to: End
        /// `veth`; `master`, from a port to its master; `lower`, from an upper device to the one it stands on;
        /// `tunnel`, between its two devices.
        public var kind: String
        /// `proved`, `one-sided`, `unresolved`.
        public var known: String
        /// Why it is less than proved.
        public var reason: String?
        /// Nobody here can look at its other end: the node's edge, and no gap.
        public var isAtEdge = false

        public init(from: End, to: End, kind: String, known: String, reason: String? = nil) {
            self.from = from
            self.to = to
            self.kind = kind
            self.known = known
            self.reason = reason
        }
    }

    /// Those of the links, ascending by inode.
    public var namespaces: [Namespace] = []
    /// Ascending by namespace and ifindex.
    public var links: [Link] = []
    /// A pair is one edge.
    public var edges: [Edge] = []

    public init() {}
}
