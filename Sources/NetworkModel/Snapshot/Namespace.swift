import Addresses

/// One network namespace with as much of its state as was read.
public struct Namespace: Equatable, Sendable, Codable {
    public var id: NetnsID
    /// What its container is called, where a file of the runtime says so; then names under /run/netns and its like,
    /// without the folder. Hostile.
    public var names: [String] = []
    /// Bind mounts that lead to it, whole paths of our own mount namespace.
    public var paths: [String] = []
    /// Processes, threads, descriptors and mounts; nil while nobody has searched.
    public var holders: Holders?
    /// Inode and owner of the user namespace that owns this one.
    public var userns: UInt64?
    public var ownerUid: Int?
    /// True for the namespace that nsdoctor itself runs in.
    public var isOwn = false
    /// What RTM_GETNSID says here: id → namespace. Ids whose namespace could not be identified are missing.
    public var nsids: [Int: NetnsID] = [:]
    /// Ids seen on links here that lead to namespaces which could not be found.
    public var lostNsids: [Int: String] = [:]

    public var links = Table<Link>()
    public var addresses = Table<Address>()
    public var routes = Table<Route>()
    /// IPv6 tables of a node grow with its pods, so the families are read apart.
    public var routes6 = Table<Route>()
    public var rules = Table<Rule>()
    public var nexthops = Table<NextHopObject>()
    public var neighbors = Table<Neighbor>()
    /// Addresses that are answered for by proxy; dumps of neighbours leave them out.
    public var proxyNeighbors = Table<Neighbor>()
    public var fdb = Table<FDBEntry>()
    public var netconf = Table<NetConf>()
    public var sockets = Table<Socket>()
    /// Tables of iptables-legacy by family; missing while nobody has asked.
    public var xtables: [XtFamily: XtTables] = [:]
    /// Nil while nobody has asked; absent where the kernel has no connection tracking.
    public var conntrack: Observed<Conntrack>?
    /// Conntrack entries.
    public var flows = Table<ConntrackEntry>()
    /// All of them, counted; nil while nobody has asked.
    public var flowCensus: Observed<ConntrackCensus>?
    /// Source ports taken, by `PortUse.key`, the busiest destinations first.
    public var portUses: [String: Observed<[PortUse]>] = [:]
    /// Sets of ipset(8), with members where they were asked for.
    public var ipsets = Table<Ipset>()
    /// IPsec; nil while nobody has asked, absent where the kernel has none.
    public var xfrm: Observed<Xfrm>?
    /// Of those devices that somebody asked for, by ifindex.
    public var offloads: [Int: Observed<Offloads>]?
    /// WireGuard devices by ifindex: those that somebody asked for; absent where the kernel has none.
    public var wireguards: [Int: Observed<WireGuard>]?
    /// nf_tables; nil while nobody has asked.
    public var ruleset: Ruleset?
    /// Filters and programs on links, by ifindex.
    public var traffic: [Int: Observed<LinkTraffic>]?
    /// Ports of a bridge by ifindex, where only their numbers were asked for.
    public var portLists: [Int: [Int]] = [:]
    /// VLANs of bridges and of their ports, by ifindex; nil while nobody has asked. Without `vlan_filtering` they decide
    /// nothing.
    public var bridgeVlans: Observed<[Int: [BridgeVLAN]]>?
    /// Links seen in other namespaces through an id, by `Peek.key`.
    public var peeks: [String: Observed<Peek>] = [:]
    /// /proc/sys values by dotted name; absent where the kernel has no such file.
    public var sysctls: [String: Observed<String>] = [:]
    /// Files of /proc/net; nil while nobody has asked for any.
    public var procNet: ProcNet?
    /// Resolver files that a process entered by name would see: /etc/netns/NAME, else the machine's own.
    public var resolver: ResolverFiles?
    /// Which of its processes hold a socket, by the socket's inode; nil while nobody has asked.
    public var socketOwners: [Int: [Holders.Member]]?

    public init(id: NetnsID) {
        self.id = id
    }

    /// What an older tool did not read is not read, instead of making its whole snapshot useless.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(id: try fields.decode(NetnsID.self, forKey: .id))
        try fields.fill(&names, .names)
        try fields.fill(&paths, .paths)
        try fields.fill(&holders, .holders)
        try fields.fill(&userns, .userns)
        try fields.fill(&ownerUid, .ownerUid)
        try fields.fill(&isOwn, .isOwn)
        try fields.fill(&nsids, .nsids)
        try fields.fill(&lostNsids, .lostNsids)
        try fields.fill(&links, .links)
        try fields.fill(&addresses, .addresses)
        try fields.fill(&routes, .routes)
        try fields.fill(&routes6, .routes6)
        try fields.fill(&rules, .rules)
        try fields.fill(&nexthops, .nexthops)
        try fields.fill(&neighbors, .neighbors)
        try fields.fill(&proxyNeighbors, .proxyNeighbors)
        try fields.fill(&fdb, .fdb)
        try fields.fill(&netconf, .netconf)
        try fields.fill(&sockets, .sockets)
        try fields.fill(&xtables, .xtables)
        try fields.fill(&conntrack, .conntrack)
        try fields.fill(&flows, .flows)
        try fields.fill(&flowCensus, .flowCensus)
        try fields.fill(&portUses, .portUses)
        try fields.fill(&ipsets, .ipsets)
        try fields.fill(&xfrm, .xfrm)
        try fields.fill(&offloads, .offloads)
        try fields.fill(&wireguards, .wireguards)
        try fields.fill(&ruleset, .ruleset)
        try fields.fill(&traffic, .traffic)
        try fields.fill(&portLists, .portLists)
        try fields.fill(&bridgeVlans, .bridgeVlans)
        try fields.fill(&peeks, .peeks)
        try fields.fill(&sysctls, .sysctls)
        try fields.fill(&procNet, .procNet)
        try fields.fill(&resolver, .resolver)
        try fields.fill(&socketOwners, .socketOwners)
    }

    public func link(_ ifindex: Int) -> Link? { links.rows.first { $0.ifindex == ifindex } }

    public func addresses(on ifindex: Int) -> [Address] { addresses.rows.filter { $0.ifindex == ifindex } }
}

extension KeyedDecodingContainer {
    /// Leaves a value as it is where there is none to read.
    func fill<Value: Decodable>(_ value: inout Value, _ key: Key) throws {
        if let found = try decodeIfPresent(Value.self, forKey: key) { value = found }
    }
}
