import Addresses
import NetworkModel
@testable import Netfilter
@testable import Routing
@testable import SnapshotQuery

/// A namespace with one table, and what a packet meets in one of its chains.
struct XtPaper {
    static let netns = NetnsID(inode: 1)
    var chains: [XtChain]
    var table = "filter"

    init(_ chains: [XtChain], table: String = "filter") {
        self.chains = chains
        self.table = table
    }

    func outcomes(_ packet: Packet, at hook: Hook = .forward) -> [ChainOutcome] {
        var namespace = Namespace(id: Self.netns)
        var tables = XtTables(names: .known([table]))
        tables.tables[table] = .known(XtTable(name: table, chains: chains))
        let family: XtFamily = packet.family == .inet ? .ip : .ip6
        namespace.xtables[family] = tables
        var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18"))
        snapshot.namespaces[Self.netns] = namespace
        let query = SnapshotQuery(snapshot)
        let point = HookPoint(Self.netns, packet.family == .inet ? .ip : .ip6, hook)
        let context = HookContext(query: query, point: point, router: Router(namespace))
        let backend = XtBackend()
        return (backend.chains(at: point, in: query).value ?? []).flatMap { backend.evaluate($0, packet, context) }
    }

    static func packet(_ src: String = "10.0.0.1", _ dst: String = "10.0.0.2", dport: UInt16? = 80) -> Packet {
        let unspecified = IPAddress.unspecified(.inet)
        return Packet(
            src: IPAddress(src) ?? unspecified, dst: IPAddress(dst) ?? unspecified,
            transport: .tcp(.init(ports: .init(source: nil, destination: dport), flags: Transport.TCP.syn)))
    }
}

extension XtChain {
    init(_ name: String, hook: Int? = nil, policy: XtPolicy? = nil, _ rules: [XtRule]) {
        self.init(name: name, hook: hook, policy: policy)
        self.rules = rules
    }

    static func forward(_ policy: XtPolicy = .accept, _ rules: [XtRule]) -> XtChain {
        XtChain("FORWARD", hook: 2, policy: policy, rules)
    }
}

extension XtRule {
    init(_ matches: [XtMatch] = [], _ target: XtTarget) {
        self.init()
        self.matches = matches
        self.target = target
    }
}
