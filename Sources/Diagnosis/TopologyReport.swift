import NetworkModel

/// The part of the graph that the report speaks of.
public struct TopologyReport: Sendable, Hashable {
    public struct Namespace: Sendable, Hashable {
        public var ref: NetnsRef
        /// `target`, `host`, `peer`, `sibling` …
        public var role: String
        public var processes: [String]

        public init(ref: NetnsRef, role: String, processes: [String]) {
            self.ref = ref
            self.role = role
            self.processes = processes
        }
    }

    public struct Link: Sendable, Hashable {
        public var netns: UInt64
        public var ifindex: Int
        public var ifname: String
        public var ifnameBytes: [UInt8]?
        public var kind: String?
        public var flags: [String]
        public var operstate: String
        public var mtu: Int
        public var address: String?
        public var addresses: [String]
        public var master: Int?
        public var linkIndex: Int?
        public var linkNetnsid: Int?
        /// For a bridge's port: `forwarding`, `disabled` …, BR_STATE_* as `bridge link` spells it.
        public var portState: String?

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

    public struct End: Sendable, Hashable {
        public var netns: UInt64?
        public var ifindex: Int?
        public var ifname: String?

        public init(netns: UInt64?, ifindex: Int?, ifname: String?) {
            self.netns = netns
            self.ifindex = ifindex
            self.ifname = ifname
        }
    }

    public struct Edge: Sendable, Hashable {
        public var from: End
        public var to: End
        /// `veth`; `master`, from a port to its master; `lower`, from an upper device to the one it stands on.
        public var kind: String
        /// `proved`, `one-sided`, `unresolved`.
        public var known: String
        public var reason: String?

        public init(from: End, to: End, kind: String, known: String, reason: String? = nil) {
            self.from = from
            self.to = to
            self.kind = kind
            self.known = known
            self.reason = reason
        }
    }

    public var namespaces: [Namespace] = []
    public var links: [Link] = []
    public var edges: [Edge] = []

    public init() {}
}
