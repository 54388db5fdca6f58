/// What is to be watched: namespaces on a target's way, and what of each counts for it.
public struct CounterPlan: Hashable, Sendable {
    /// One namespace.
    public struct Place: Hashable, Sendable {
        public var netns: NetnsID
        /// In the order in which packets of the target pass them.
        public var links: [Link] = []
        /// Chains that packets of the target meet.
        public var chains: Set<NftRef> = []
        /// Those of them whose policy counts, as that of iptables-nft does.
        public var policies: Set<NftRef> = []
        /// Counters with a name that rules on the way refer to.
        public var counters: Set<NftRef> = []
        /// Chains of iptables-legacy that they meet, by family and table.
        public var tables: [XtFamily: [String: Set<String>]] = [:]
        /// The target's own namespace, whose sockets are its own.
        public var readsSockets = false

        public init(_ netns: NetnsID) { self.netns = netns }
    }

    /// By its name, which another may take.
    public struct Link: Hashable, Sendable {
        /// For display.
        public var ifname: String
        public var bytes: [UInt8]

        public init(_ link: NetworkModel.Link) {
            ifname = link.ifname
            bytes = link.ifnameBytes ?? Array(link.ifname.utf8)
        }
    }

    /// In the order in which packets of the target pass them.
    public var places: [Place]
    /// Nothing else is read.
    public var readsRulesOnly = false

    public init(_ places: [Place] = []) { self.places = places }
}
