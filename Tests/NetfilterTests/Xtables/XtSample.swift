import Addresses
import NetworkModel
import TestSupport

@testable import Netfilter
@testable import Routing
@testable import SnapshotQuery

/// A namespace with one table, and what a packet meets in one of its chains.
struct XtSample {
    static let netns = NetnsID(inode: 1)
    var chains: [XtChain]
    var table = "filter"

    init(_ chains: [XtChain], table: String = "filter") {
        self.chains = chains
        self.table = table
    }

    /// - Parameters:
    ///   - namespace: what else is known of it.
    ///   - startedAt: when it was seen.
    func outcomes(
        _ packet: Packet, at hook: Hook = .forward, in namespace: Namespace = Namespace(id: Self.netns),
        startedAt: String = ""
    ) -> [ChainOutcome] {
        var namespace = namespace
        var tables = XtTables(names: .known([table]))
        tables.tables[table] = .known(XtTable(name: table, chains: chains))
        let family: XtFamily = packet.family == .inet ? .ip : .ip6
        namespace.xtables[family] = tables
        var snapshot = Snapshot(tool: "test", startedAt: startedAt, host: .init(name: "", kernel: "6.18"))
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
