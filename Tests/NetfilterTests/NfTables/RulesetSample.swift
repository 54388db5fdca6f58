import Addresses
import NetworkModel
@testable import Netfilter
@testable import Routing
@testable import SnapshotQuery

/// A namespace with nothing but one table, and packets that meet its chains.
struct RulesetSample {
    static let netns = NetnsID(inode: 1)

    var table = NftTable(family: .ip, name: "t", handle: 1)
    var packet = Packet(
        src: IPAddress(family: .inet, bits: 0x0a00_0001), dst: IPAddress(family: .inet, bits: 0x0a00_0002),
        transport: .tcp(.init(ports: .init(source: 40_000, destination: 80), flags: Transport.TCP.syn)))

    init(_ rules: [NftExpression]...) {
        packet.length = 60
        chain("in", rules, base: NftChain.Base(hook: .input))
    }

    mutating func chain(_ name: String, _ rules: [[NftExpression]], base: NftChain.Base? = nil) {
        let rows = rules.enumerated().map { NftRule(handle: UInt64($0.offset + 1), expressions: $0.element) }
        table.chains[name] = NftChain(name: name, base: base, rules: Table(rows, coverage: .complete))
    }

    mutating func set(_ set: NftSet, _ elements: [NftElement]) {
        var set = set
        set.elements = Table(elements, coverage: .complete)
        table.sets[set.name] = set
    }

    var query: SnapshotQuery { query() }

    /// - Parameters:
    ///   - namespace: what else is known of it.
    ///   - startedAt: when it was seen.
    func query(_ namespace: Namespace = Namespace(id: Self.netns), at startedAt: String = "") -> SnapshotQuery {
        var snapshot = Snapshot(tool: "test", startedAt: startedAt, host: .init(name: "", kernel: ""))
        var namespace = namespace
        namespace.ruleset = Ruleset(generation: 1, tables: Table([table], coverage: .complete))
        snapshot.namespaces[Self.netns] = namespace
        return SnapshotQuery(snapshot)
    }

    func run(in query: SnapshotQuery? = nil) -> [ChainOutcome] {
        let query = query ?? self.query
        let point = HookPoint(Self.netns, .ip, .input)
        guard case .known(let chains) = NftBackend().chains(at: point, in: query), let base = chains.first,
            let namespace = query.namespace(Self.netns)
        else { return [] }
        let context = HookContext(query: query, point: point, router: Router(namespace))
        return NftBackend().evaluate(base, packet, context)
    }

    /// Kinds of verdicts: `accept`, `drop`, `unknown …`.
    func verdicts(_ namespace: Namespace = Namespace(id: Self.netns), at startedAt: String = "") -> [String] {
        run(in: query(namespace, at: startedAt)).map { outcome in
            switch outcome.verdict {
            case .accept: "accept"
            case .drop, .noRoom, .noPort: "drop"
            case .reject: "reject"
            case .queue: "queue"
            case .stolen: "stolen"
            case .unknown(_, let because): "unknown: \(because)"
            }
        }
    }

    static func dport(_ port: UInt16, _ then: NftExpression...) -> [NftExpression] {
        [
            .payload(dreg: 0, base: .th, offset: 2, len: 2),
            .cmp(sreg: 0, op: .eq, data: NftData([UInt8(port >> 8), UInt8(port & 255)])),
        ] + then
    }
}
