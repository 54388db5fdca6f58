import Addresses
import NetworkModel

/// A snapshot as pure code reads it: every question is answered known, absent or unknown, and a question whose answer
/// nobody has fetched yet is remembered as a `Need`. Ask, collect the needs, ask again: that is the whole protocol. What
/// will be asked later is prefetched, which is no question: see `prefetch`.
public final class SnapshotQuery {
    /// What was seen. It does not change while it is asked.
    public let snapshot: Snapshot
    /// The one place where it is collected what this round lacks.
    private var lacking = Needs()
    /// What would have to be fetched for the answers given so far as "was not read", and what was prefetched.
    public var needs: Set<Need> { lacking.all }
    /// How often something was not there. Whoever compares it before and after knows whether facts that are still to be
    /// fetched can change what came out.
    public var lacks: Int { lacking.lacks }
    private var indexes: [NetnsID: NamespaceIndex] = [:]
    // A snapshot does not change while it is asked, so what was worked out once stays true. On a bridge with a thousand
    // ports each of the thousand attachments asks for all the others.
    var nftIndexes: [NetnsID: NftIndex] = [:]
    let earlierNftIndexes: [NetnsID: NftIndex]
    var xtChains: [XtTableKey: [String: XtChain]] = [:]
    private var inferences: [ObjectIdentifier: any Inferences] = [:]

    var setIndexes: [NftSetKey: NftSetIndex] = [:]
    var ruleWords: [NftRuleKey: String] = [:]

    struct NftSetKey: Hashable {
        let netns: NetnsID
        let ref: NftRef
    }

    struct NftRuleKey: Hashable {
        let netns: NetnsID
        let family: NftFamily
        let table: String
        let handle: UInt64
    }

    private let earlier: [NetnsID: NamespaceIndex]

    /// - Parameter earlier: the query of the round before, of which what did not change is taken over.
    public init(_ snapshot: Snapshot, after earlier: SnapshotQuery? = nil) {
        self.snapshot = snapshot
        earlierNftIndexes = earlier.map { $0.earlierNftIndexes.merging($0.nftIndexes) { _, newer in newer } } ?? [:]
        self.earlier = earlier.map { $0.earlier.merging($0.indexes) { _, newer in newer } } ?? [:]
    }

    /// The reason of an answer that nobody has fetched yet.
    public static let unread = "was not read"

    /// Nil where the namespace is not in the snapshot. Needs nothing.
    public func namespace(_ id: NetnsID) -> Namespace? { snapshot.namespaces[id] }

    // MARK: Links. A row that came from a list of bridge ports does not count as read.

    /// The link; absent where it is known that there is none of that number.
    public func link(_ ref: LinkRef) -> Observed<Link> { link(ref.netns, ref.ifindex) }

    /// The same, by namespace and number.
    public func link(_ id: NetnsID, _ ifindex: Int) -> Observed<Link> {
        row(id, \.links, key: Table<Link>.key(ifindex), need: .link(id, ifindex: ifindex)) { $0.link(ifindex) }
    }

    /// The link of that name now; names may be given to another.
    public func link(_ id: NetnsID, named ifname: String) -> Observed<Link> {
        row(id, \.links, key: Table<Link>.key(name: ifname), need: .linkNamed(id, ifname: ifname)) {
            $0.link(named: ifname)
        }
    }

    /// All links of a namespace: dear where there are a thousand.
    public func links(_ id: NetnsID) -> Observed<[Link]> { table(id, \.links, .links) }

    /// The ports of a bridge, as much of each as was read.
    public func ports(of bridge: LinkRef) -> Observed<[Link]> {
        many(
            bridge.netns, \.links, key: Table<Link>.key(portsOf: bridge.ifindex),
            need: .ports(bridge.netns, bridge: bridge.ifindex)
        ) { $0.ports[bridge.ifindex] ?? [] }
    }

    /// Which links are the ports of a bridge, ascending: cheap even where there are a thousand.
    public func portList(of bridge: LinkRef) -> Observed<[Int]> {
        if let index = index(bridge.netns) {
            if let list = index.namespace.portLists[bridge.ifindex] { return .known(list) }
            let links = index.namespace.links
            guard links.isComplete || links.asked.contains(Table<Link>.key(portsOf: bridge.ifindex)) else {
                if case .incomplete(let reason) = links.coverage { return .unknown(reason) }
                return missing(.portList(bridge.netns, bridge: bridge.ifindex))
            }
        }
        return ports(of: bridge).map { $0.map(\.ifindex).sorted() }
    }

    /// What sees the packets of a link besides netfilter.
    public func traffic(_ ref: LinkRef) -> Observed<LinkTraffic> {
        guard let namespace = namespace(ref.netns) else { return .unknown("namespace \(ref.netns) was not read") }
        if let known = namespace.traffic?[ref.ifindex] { return known }
        if case .incomplete(let reason) = namespace.links.coverage { return .unknown(reason) }
        return missing(.traffic(ref.netns, ifindex: ref.ifindex))
    }

    /// What a device does for the kernel.
    public func offloads(_ ref: LinkRef) -> Observed<Offloads> {
        guard let namespace = namespace(ref.netns) else { return .unknown("namespace \(ref.netns) was not read") }
        return namespace.offloads?[ref.ifindex] ?? missing(.offloads(ref.netns, ifindex: ref.ifindex))
    }

    /// Keys and peers of a WireGuard device.
    public func wireguard(_ ref: LinkRef) -> Observed<WireGuard> {
        guard let namespace = namespace(ref.netns) else { return .unknown("namespace \(ref.netns) was not read") }
        return namespace.wireguards?[ref.ifindex] ?? missing(.wireguard(ref.netns, ifindex: ref.ifindex))
    }

    /// A program of BPF, by its id; those are the same in all namespaces.
    public func program(_ id: Int) -> Observed<BPFProgram> { snapshot.programs?[id] ?? missing(.program(id: id)) }

    // MARK: Addresses

    /// The addresses of one link, of both families.
    public func addresses(_ id: NetnsID, on ifindex: Int) -> Observed<[Address]> {
        if let index = index(id), index.hasAllAddresses { return .known(index.addresses[ifindex] ?? []) }
        return many(id, \.addresses, key: Table<Address>.key(ifindex), need: .addresses(id, ifindex: ifindex)) {
            $0.addresses[ifindex] ?? []
        }
    }

    /// The addresses of one family on all links.
    public func addresses(_ id: NetnsID, _ family: IPAddress.Family) -> Observed<[Address]> {
        many(id, \.addresses, key: Table<Address>.key(family), need: .table(id, .addresses(in: family))) {
            $0.addresses(family)
        }
    }

    // MARK: Other tables

    /// The routes of all tables of one family.
    public func routes(_ id: NetnsID, _ family: IPAddress.Family) -> Observed<[Route]> {
        family == .inet ? table(id, \.routes, .routes) : table(id, \.routes6, .routes6)
    }

    /// The policy rules of both families.
    public func rules(_ id: NetnsID) -> Observed<[Rule]> { table(id, \.rules, .rules) }
    /// Nexthop objects (`ip nexthop`), which routes name by their ids.
    public func nexthops(_ id: NetnsID) -> Observed<[NextHopObject]> { table(id, \.nexthops, .nexthops) }
    /// Addresses that a namespace answers for by proxy, `ip neigh show proxy`.
    public func proxyNeighbors(_ id: NetnsID) -> Observed<[Neighbor]> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        return rows(index.namespace.proxyNeighbors, need: .proxyNeighbors(id))
    }

    /// The settings of `all`, a row for each family.
    public func netconfOfAll(_ id: NetnsID) -> Observed<[NetConf]> {
        many(id, \.netconf, key: Table<NetConf>.keyOfAll, need: .netconfOfAll(id)) {
            $0.namespace.netconf.rows.filter { $0.ifindex == NetConf.all }
        }
    }

    /// The neighbours on all links.
    public func neighbors(_ id: NetnsID) -> Observed<[Neighbor]> { table(id, \.neighbors, .neighbors) }
    /// The forwarding entries of all bridges, and those that devices keep themselves.
    public func fdb(_ id: NetnsID) -> Observed<[FDBEntry]> { table(id, \.fdb, .fdb) }
    /// The sockets that belong to a namespace, whoever holds them.
    public func sockets(_ id: NetnsID) -> Observed<[Socket]> { table(id, \.sockets, .sockets) }

    /// The neighbour entry of an address on a link; absent where the kernel has none.
    public func neighbor(_ ref: LinkRef, _ dst: IPAddress) -> Observed<Neighbor> {
        row(
            ref.netns, \.neighbors, key: Table<Neighbor>.key(ref.ifindex, dst),
            need: .neighbor(ref.netns, ifindex: ref.ifindex, dst)
        ) { $0.neighbor(ref.ifindex, dst) }
    }

    /// What a bridge knows of a hardware address, in whichever VLAN; absent where it knows nothing.
    public func fdbEntry(_ bridge: LinkRef, _ mac: LinkLayerAddress) -> Observed<FDBEntry> {
        row(
            bridge.netns, \.fdb, key: Table<FDBEntry>.key(bridge.ifindex, mac),
            need: .fdb(bridge.netns, bridge: bridge.ifindex, mac)
        ) { $0.fdbEntry(bridge.ifindex, mac) }
    }

    /// Hardware addresses that a device takes beside its own: what hangs on it may have them.
    public func takenAddresses(_ ref: LinkRef) -> Observed<[LinkLayerAddress]> {
        many(
            ref.netns, \.fdb, key: Table<FDBEntry>.key(device: ref.ifindex),
            need: .deviceFdb(ref.netns, ifindex: ref.ifindex)
        ) {
            $0.namespace.fdb.rows.filter { $0.ifindex == ref.ifindex && $0.master == nil && !$0.mac.isGroup }.map(\.mac)
        }
    }

    /// What a device keeps itself: a VXLAN's far ends.
    public func fdb(of ref: LinkRef) -> Observed<[FDBEntry]> {
        many(
            ref.netns, \.fdb, key: Table<FDBEntry>.key(device: ref.ifindex),
            need: .deviceFdb(ref.netns, ifindex: ref.ifindex)
        ) {
            $0.namespace.fdb.rows.filter { $0.ifindex == ref.ifindex && $0.master == nil }
        }
    }

    /// The neighbours on one link.
    public func neighbors(on ref: LinkRef) -> Observed<[Neighbor]> {
        many(
            ref.netns, \.neighbors, key: Table<Neighbor>.key(device: ref.ifindex),
            need: .neighborsOn(ref.netns, ifindex: ref.ifindex)
        ) { $0.namespace.neighbors.rows.filter { $0.ifindex == ref.ifindex } }
    }

    /// Every namespace of the machine.
    public func namespaces() -> Observed<[NetnsID]> {
        if snapshot.isNodeWide || snapshot.hasAllNamespaces == true { return .known(snapshot.namespaces.keys.sorted()) }
        return missing(.namespaces)
    }

    /// A setting below /proc/sys by its dotted name, as text; absent where this kernel has no such file.
    public func sysctl(_ id: NetnsID, _ name: String) -> Observed<String> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        if let value = index.namespace.sysctls[name] { return value }
        return missing(.sysctl(id, name))
    }

    /// The namespace that `nsid` stands for in `id`; a nil nsid is `id` itself.
    public func peerNamespace(_ id: NetnsID, nsid: Int?) -> Observed<NetnsID> {
        guard let nsid else { return .known(id) }
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        // A negative id: the kernel says that the other namespace is not known here (NETNSA_NSID_NOT_ASSIGNED).
        guard nsid >= 0 else { return .unknown("the other namespace has no id here") }
        if let peer = index.namespace.nsids[nsid] { return .known(peer) }
        if let reason = index.namespace.lostNsids[nsid] {
            return .unknown("namespace with nsid \(nsid) not found: \(reason)")
        }
        return missing(.peerNamespace(id, nsid: nsid))
    }

    /// A look at one link and its addresses in the namespace behind an id, through the socket of `id`: needs neither a
    /// process nor a name to open it by.
    public func peek(_ id: NetnsID, nsid: Int, ifindex: Int) -> Observed<Peek> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        return index.namespace.peeks[Peek.key(nsid: nsid, ifindex: ifindex)]
            ?? missing(.peek(id, nsid: nsid, ifindex: ifindex))
    }

    /// Who keeps a namespace alive: processes, descriptors, mounts.
    public func holders(_ id: NetnsID) -> Observed<Holders> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        return index.namespace.holders.map { .known($0) } ?? missing(.holders)
    }

    /// The processes that live in a namespace and hold one of its sockets.
    public func owners(of socket: Socket, in id: NetnsID) -> Observed<[Holders.Member]> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        return index.namespace.socketOwners.map { .known($0[Int(socket.inode)] ?? []) } ?? missing(.socketOwners(id))
    }

    /// A look at all processes of the machine.
    public func census() -> Observed<ProcessCensus> { snapshot.census.map { .known($0) } ?? missing(.census) }

    /// The same by the inode of a socket.
    public func holders(ofSocket inode: UInt64, in id: NetnsID) -> Observed<[Holders.Member]> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        return index.namespace.socketOwners.map { .known($0[Int(clamping: inode)] ?? []) } ?? missing(.socketOwners(id))
    }

    /// What the C library's resolver reads on the target's behalf, in its own root.
    public func resolver(of target: Target) -> Observed<ResolverFiles> {
        if let pid = target.pid {
            return snapshot.resolvers[pid].map { .known($0) } ?? missing(.resolver(pid: pid))
        }
        guard let id = target.netns, let namespace = namespace(id) else {
            return .unknown("the target has no namespace")
        }
        return namespace.resolver.map { .known($0) } ?? missing(.namedResolver(id))
    }

    // MARK: How answers are found

    /// Remembers a need; a replayed snapshot answers none, so the same words must do as a lasting reason.
    func missing<Value>(_ need: Need) -> Observed<Value> {
        lack(need)
        return .unknown(Self.unread)
    }

    func lack(_ need: Need) { lacking.note(need) }

    /// Takes over what another lacked that asks about the same machine with something changed.
    public func lack(_ needs: Set<Need>) { lacking.note(needs) }

    /// What another target keeps of its inferences, made when it is first asked for. It lives as long as this.
    public func inferences<Kind: Inferences>(_: Kind.Type) -> Kind {
        if let known = inferences[ObjectIdentifier(Kind.self)] as? Kind { return known }
        let new = Kind()
        inferences[ObjectIdentifier(Kind.self)] = new
        return new
    }

    /// Works something out once; what lacked a fact counts as lacking it for everyone who asks again.
    public func once<Key, Value>(_ memory: Memory<Key, Value>, _ key: Key, _ find: () -> Value) -> Value {
        if let known = memory.entries[key] {
            if known.isLacking { lacking.noteAgain() }
            return known.value
        }
        let before = lacks
        let found = find()
        memory.entries[key] = (found, lacks != before)
        return found
    }

    func index(_ id: NetnsID) -> NamespaceIndex? {
        if let index = indexes[id] { return index }
        guard let namespace = snapshot.namespaces[id] else { return nil }
        let index = NamespaceIndex(namespace, after: earlier[id])
        indexes[id] = index
        return index
    }

    func rows<Row>(_ table: Table<Row>, need: Need) -> Observed<[Row]> {
        switch table.coverage {
        case .complete: .known(table.rows)
        case .incomplete(let reason): .unknown(reason)
        case .unread: missing(need)
        }
    }

    private func table<Row>(_ id: NetnsID, _ path: KeyPath<Namespace, Table<Row>>, _ fact: Need.Fact) -> Observed<[Row]>
    {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        switch index.namespace[keyPath: path].coverage {
        case .complete: return .known(index.namespace[keyPath: path].rows)
        case .incomplete(let reason): return .unknown(reason)
        case .unread: return missing(.table(id, fact))
        }
    }

    private func row<Row, Value>(
        _ id: NetnsID, _ path: KeyPath<Namespace, Table<Row>>, key: @autoclosure () -> String, need: Need,
        _ find: (NamespaceIndex) -> Value?
    ) -> Observed<Value> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        if let value = find(index) { return .known(value) }
        let table = index.namespace[keyPath: path]
        if table.isComplete || table.asked.contains(key()) { return .absent }
        if case .incomplete(let reason) = table.coverage { return .unknown(reason) }
        return missing(need)
    }

    private func many<Row, Value>(
        _ id: NetnsID, _ path: KeyPath<Namespace, Table<Row>>, key: @autoclosure () -> String, need: Need,
        _ find: (NamespaceIndex) -> [Value]
    ) -> Observed<[Value]> {
        guard let index = index(id) else { return .unknown("namespace \(id) was not read") }
        let table = index.namespace[keyPath: path]
        if table.isComplete || table.asked.contains(key()) { return .known(find(index)) }
        if case .incomplete(let reason) = table.coverage { return .unknown(reason) }
        return missing(need)
    }
}

struct XtTableKey: Hashable {
    var netns: NetnsID
    var family: XtFamily
    var table: String
}
