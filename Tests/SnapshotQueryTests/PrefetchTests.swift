import Addresses
import NetworkModel
import SnapshotQuery
import Testing

/// Prefetching notes what asking would have lacked, and nothing else.
@Suite struct PrefetchTests {
    private static let id = NetnsID(inode: 1)
    private static let mac = LinkLayerAddress(bytes: [2, 0, 0, 0, 0, 1])
    private static let dst = IPAddress(family: .inet, bits: 0x0a00_0001)
    private static let link = Link(ifindex: 2, ifname: "eth0", flags: [.up], mtu: 1500, operstate: .up)
    private static let files = ResolverFiles(
        path: "", isHostFile: false, resolvConf: .absent, hosts: .absent, nsswitch: .absent)
    private static let chain = NftRef(.inet, "t", "c")
    private static let tuple = ConntrackFilter.tuple(.init(src: dst, dst: dst, proto: 17), zone: 0)

    /// A need, and the question that lacks it.
    struct Pair: Sendable, CustomTestStringConvertible {
        let need: Need
        let ask: @Sendable (SnapshotQuery) -> String?

        init<Value>(_ need: Need, _ ask: @escaping @Sendable (SnapshotQuery) -> Observed<Value>) {
            self.need = need
            self.ask = { ask($0).reason }
        }

        var testDescription: String { "\(need)" }
    }

    private static let pairs = [
        Pair(.link(id, ifindex: 2)) { $0.link(id, 2) },
        Pair(.linkNamed(id, ifname: "eth0")) { $0.link(id, named: "eth0") },
        Pair(.table(id, .links)) { $0.links(id) },
        Pair(.portList(id, bridge: 2)) { $0.portList(of: LinkRef(id, 2)) },
        Pair(.ports(id, bridge: 2)) { $0.ports(of: LinkRef(id, 2)) },
        Pair(.traffic(id, ifindex: 2)) { $0.traffic(LinkRef(id, 2)) },
        Pair(.program(id: 7)) { $0.program(7) },
        Pair(.addresses(id, ifindex: 2)) { $0.addresses(id, on: 2) },
        Pair(.table(id, .addresses)) { $0.addresses(id, .inet) },
        Pair(.table(id, .addresses6)) { $0.addresses(id, .inet6) },
        Pair(.table(id, .routes)) { $0.routes(id, .inet) },
        Pair(.table(id, .routes6)) { $0.routes(id, .inet6) },
        Pair(.table(id, .rules)) { $0.rules(id) },
        Pair(.table(id, .nexthops)) { $0.nexthops(id) },
        Pair(.table(id, .neighbors)) { $0.neighbors(id) },
        Pair(.table(id, .fdb)) { $0.fdb(id) },
        Pair(.table(id, .sockets)) { $0.sockets(id) },
        Pair(.proxyNeighbors(id)) { $0.proxyNeighbors(id) },
        Pair(.netconfOfAll(id)) { $0.netconfOfAll(id) },
        Pair(.neighbor(id, ifindex: 2, dst)) { $0.neighbor(LinkRef(id, 2), dst) },
        Pair(.neighborsOn(id, ifindex: 2)) { $0.neighbors(on: LinkRef(id, 2)) },
        Pair(.fdb(id, bridge: 2, mac)) { $0.fdbEntry(LinkRef(id, 2), mac) },
        Pair(.deviceFdb(id, ifindex: 2)) { $0.takenAddresses(LinkRef(id, 2)) },
        Pair(.namespaces) { $0.namespaces() },
        Pair(.sysctl(id, "net.ipv4.ip_forward")) { $0.sysctl(id, "net.ipv4.ip_forward") },
        Pair(.peerNamespace(id, nsid: 3)) { $0.peerNamespace(id, nsid: 3) },
        Pair(.peek(id, nsid: 3, ifindex: 2)) { $0.peek(id, nsid: 3, ifindex: 2) },
        Pair(.holders) { $0.holders(id) },
        Pair(.census) { $0.census() },
        Pair(.hostFact(.tunReaders)) { $0.tunReaders() },
        Pair(.hostFact(.addressPools)) { $0.addressPools() },
        Pair(.hostFact(.pluginFiles)) { $0.pluginFiles() },
        Pair(.hostFact(.containerNetworks)) { $0.containerNetworks() },
        Pair(.hostFact(.stuckDevices)) { $0.stuckDevices() },
        Pair(.socketOwners(id)) { query in
            query.owners(
                of: Socket(proto: .udp, family: .inet, state: .close, src: dst, sport: 1, dst: dst, dport: 2), in: id)
        },
        Pair(.resolver(pid: 4)) { query in
            var target = Target(kind: .pid, spelling: "4")
            target.pid = 4
            return query.resolver(of: target)
        },
        Pair(.namedResolver(id)) { query in
            var target = Target(kind: .netns, spelling: "red")
            target.netns = id
            return query.resolver(of: target)
        },
        Pair(.conntrack(id)) { $0.conntrack(id) },
        Pair(.flowCensus(id)) { $0.flowCensus(id) },
        Pair(.portUse(id, dst, first: 1, last: 9)) { $0.portUse(id, dst, 1...9) },
        Pair(.flows(id, .address(.origSrc, dst))) { $0.flows(id, .address(.origSrc, dst)) },
        Pair(.flows(id, tuple)) { $0.flows(id, tuple) },
        Pair(.ipsets(id)) { $0.ipsets(id) },
        Pair(.xfrm(id)) { $0.xfrm(id) },
        Pair(.offloads(id, ifindex: 2)) { $0.offloads(LinkRef(id, 2)) },
        Pair(.xtables(id, .ip)) { $0.xtableNames(id, .ip) },
        Pair(.ruleset(id)) { $0.ruleset(id) },
    ]

    /// Pieces of what has to be there first: asking for one of them lacks the whole before.
    private static let pieces = [
        Pair(.nftRules(id, chain)) { $0.nftRules(id, chain) },
        Pair(.nftElements(id, chain)) { $0.nftElements(id, chain) },
        Pair(.nftElement(id, chain, key: NftData([1]))) { $0.nftElement(id, chain, key: NftData([1])) },
        Pair(.xtable(id, .ip, name: "nat")) { $0.xtable(id, .ip, "nat") },
        Pair(.ipset(id, name: "s")) { query in
            query.ipset(id, named: "s").flatMap { query.ipsetMembers(id, $0) }
        },
    ]

    /// How much of the namespace was read.
    enum Reading: CaseIterable {
        case nowhere, nothing, rows, pieces, refused, everything
    }

    @Test("notes what asking lacks", arguments: pairs + pieces, Reading.allCases)
    func isAsLackingAsAsking(_ pair: Pair, _ reading: Reading) {
        let (asking, prefetching) = (Self.query(reading), Self.query(reading))
        let reason = pair.ask(asking)
        prefetching.prefetch(pair.need)
        #expect(prefetching.needs == (asking.needs.isEmpty ? [] : [pair.need]))
        #expect(prefetching.lacks == asking.lacks)
        #expect(prefetching.has([pair.need]) == asking.needs.isEmpty)
        switch pair.need {
        case .xfrm, .offloads: return
        default: break
        }
        #expect((reason == SnapshotQuery.unread) == !asking.needs.isEmpty)
    }

    @Test("of much that is wanted, only what is not there is noted")
    func onlyWhatIsLacking() {
        let query = Self.query(.rows)
        query.prefetch(.link(Self.id, ifindex: 2), .link(Self.id, ifindex: 3), .table(Self.id, .rules))
        #expect(query.needs == [.link(Self.id, ifindex: 3), .table(Self.id, .rules)])
        #expect(query.lacks == 2)
    }

    private static func query(_ reading: Reading) -> SnapshotQuery {
        var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18"))
        var namespace = Namespace(id: id)
        switch reading {
        case .nowhere: return SnapshotQuery(snapshot)
        case .nothing: break
        case .rows: fillRows(&namespace)
        case .pieces: fillPieces(&namespace)
        case .refused: cover(&namespace, "EPERM")
        case .everything:
            cover(&namespace)
            fillFacts(&namespace)
            snapshot.hasAllNamespaces = true
            snapshot.programs = [7: .absent]
            snapshot.resolvers[4] = files
            snapshot.census = ProcessCensus()
        }
        snapshot.namespaces[id] = namespace
        return SnapshotQuery(snapshot)
    }

    private static func fillRows(_ namespace: inout Namespace) {
        namespace.links.rows = [link]
        namespace.addresses.asked = [Table<Address>.key(.inet), Table<Address>.key(.inet6)]
        namespace.netconf.asked = [Table<NetConf>.keyOfAll]
        namespace.neighbors.asked = [Table<Neighbor>.key(2, dst)]
        namespace.fdb.rows = [FDBEntry(mac: mac, ifindex: 3, master: 2)]
        namespace.fdb.asked = [Table<FDBEntry>.key(device: 2)]
        namespace.flows.asked = [tuple.key]
        namespace.portLists[2] = [3]
        namespace.lostNsids[3] = "gone"
    }

    /// It is known what there is, and nothing of it was read.
    private static func fillPieces(_ namespace: inout Namespace) {
        var table = NftTable(family: .inet, name: "t")
        table.chains["c"] = NftChain(name: "c")
        table.sets["c"] = NftSet(name: "c")
        namespace.ruleset = Ruleset(tables: Table([table], coverage: .complete))
        namespace.ipsets = Table([Ipset(index: 1, name: "s", typename: "hash:ip")], coverage: .complete)
        namespace.xtables[.ip] = XtTables(names: .known(["nat"]))
        namespace.links.asked = [Table<Link>.key(portsOf: 2)]
    }

    /// All tables, or why they could not be read.
    private static func cover(_ namespace: inout Namespace, _ reason: String? = nil) {
        func cover<Row>(_ table: inout Table<Row>) {
            table.coverage = reason.map { .incomplete(reason: $0) } ?? .complete
        }
        cover(&namespace.links)
        cover(&namespace.addresses)
        cover(&namespace.routes)
        cover(&namespace.routes6)
        cover(&namespace.rules)
        cover(&namespace.nexthops)
        cover(&namespace.neighbors)
        cover(&namespace.proxyNeighbors)
        cover(&namespace.fdb)
        cover(&namespace.netconf)
        cover(&namespace.sockets)
        cover(&namespace.flows)
        cover(&namespace.ipsets)
        var ruleset = Ruleset()
        cover(&ruleset.tables)
        namespace.ruleset = ruleset
    }

    private static func fillFacts(_ namespace: inout Namespace) {
        namespace.holders = Holders()
        namespace.nsids[3] = NetnsID(inode: 2)
        namespace.socketOwners = [:]
        namespace.resolver = files
        namespace.conntrack = .absent
        namespace.flowCensus = .absent
        namespace.portUses[PortUse.key(dst, 1...9)] = .known([])
        namespace.xfrm = .absent
        namespace.offloads = [2: .absent]
        namespace.xtables[.ip] = XtTables(names: .absent)
        namespace.traffic = [2: .absent]
        namespace.peeks[Peek.key(nsid: 3, ifindex: 2)] = .absent
        namespace.sysctls["net.ipv4.ip_forward"] = .absent
    }
}
