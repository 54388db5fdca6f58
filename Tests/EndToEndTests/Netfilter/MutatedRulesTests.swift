import Addresses
import Foundation
import KernelWire
import Netfilter
import NetworkModel
import Routing
import RulesetText
import SnapshotQuery
import Testing

/// Real messages of nf_tables with bytes changed at random: whatever still decodes is evaluated and put into words
/// without a trap.
@Suite(.timeLimit(.minutes(5))) struct MutatedRulesTests {
    private static let netns = NetnsID(inode: 1)

    private static func payloads(_ name: String) throws -> [[UInt8]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(Here.package)/fixtures/netlink/nft-\(name).bin"))
        var payloads: [[UInt8]] = []
        try Netlink.forEachMessage(in: Array(data).span.bytes) {
            (header: MessageHeader, payload: RawSpan) throws(WireError) in
            guard !header.isControl else { return }
            payloads.append((0..<payload.byteCount).map { payload.unsafeLoad(fromByteOffset: $0, as: UInt8.self) })
        }
        return payloads
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            guard let index = bytes.indices.dropFirst(4).randomElement(using: &random) else { continue }
            bytes[index] =
                [0, 1, 2, 4, 8, 0x10, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &random)].randomElement(
                    using: &random) ?? 0
        }
        return bytes
    }

    @Test(arguments: 1...6)
    func whatStillDecodesDoesNoHarm(_ seed: UInt64) throws {
        var random = Mixer(state: seed)
        var ruleset = Ruleset(generation: 1, tables: Table(coverage: .complete))
        ruleset.tables.rows = try Self.payloads("tables").map { try NftTable(nfnetlink: $0.span.bytes) }
        for bytes in try Self.payloads("chains") {
            let row = try NftRow<NftChain>(nfnetlink: bytes.span.bytes)
            let index = try #require(ruleset.index(NftRef(row.family, row.table, "")))
            ruleset.tables.rows[index].chains[row.value.name] = row.value
            ruleset.tables.rows[index].chains[row.value.name]?.rules.coverage = .complete
        }
        let elements = try Self.payloads("elements")
        for bytes in try Self.payloads("sets") {
            guard var row = try? NftRow<NftSet>(nfnetlink: Self.mutated(bytes, &random).span.bytes),
                let index = ruleset.index(NftRef(row.family, row.table, ""))
            else { continue }
            let bytes = Self.mutated(elements.randomElement(using: &random) ?? [], &random)
            row.value.elements = Table(
                (try? NftElements(nfnetlink: bytes.span.bytes).elements) ?? [], coverage: .complete)
            ruleset.tables.rows[index].sets[row.value.name] = row.value
        }
        var rules = 0
        for bytes in try Self.payloads("rules") {
            for _ in 0..<8 {
                var chain = ""
                guard let row = try? NftRow<NftRule>(nfnetlink: Self.mutated(bytes, &random).span.bytes, chain: &chain)
                else { continue }
                ruleset.updateChain(NftRef(row.family, row.table, chain)) { $0.rules.rows.append(row.value) }
                rules += 1
            }
        }
        #expect(rules > 500)
        #expect(ruleset.listing().utf8.count > 20_000)
        for table in ruleset.tables.rows { try Self.askEachRule(of: table) }
    }

    /// Each rule alone, so that none hides those behind it.
    private static func askEachRule(of table: NftTable) throws {
        for chain in table.chains.values {
            for rule in chain.rules.rows {
                var alone = table
                alone.chains["alone"] = NftChain(
                    name: "alone", base: .init(hook: .input), rules: Table([rule], coverage: .complete))
                var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: ""))
                var namespace = Namespace(id: netns)
                namespace.ruleset = Ruleset(tables: Table([alone], coverage: .complete))
                snapshot.namespaces[netns] = namespace
                for packet in packets {
                    let family: RuleFamily = packet.family == .inet ? .ip : .ip6
                    let context = HookContext(
                        query: SnapshotQuery(snapshot), point: HookPoint(netns, family, .input),
                        router: Router(namespace))
                    let base = BaseChain(
                        backend: .nft, family: RuleFamily(rawValue: table.family.rawValue) ?? .ip, table: table.name,
                        name: "alone", kind: .filter, priority: 0)
                    #expect(!NftBackend().evaluate(base, packet, context).isEmpty)
                }
            }
        }
    }

    private static let packets: [Packet] = {
        guard let a = IPAddress("10.0.0.1"), let b = IPAddress("10.0.0.2"), let c = IPAddress("fd00::1"),
            let d = IPAddress("fd00::2")
        else { return [] }
        var known = Packet(
            src: a, dst: b,
            transport: .tcp(.init(ports: .init(source: 1, destination: 80), flags: 2, maximumSegment: 1460)))
        known.length = 60
        known.tracking = .tracked(Connection(state: .new, original: Connection.Tuple(known)))
        var vague = Packet(src: c, dst: d, transport: .udp(.init(source: nil, destination: nil)))
        (vague.mark, vague.tos, vague.ttl, vague.priority) = (nil, nil, nil, nil)
        vague.tracking = .unknown("nobody looked")
        return [known, vague, Packet(src: c, dst: d, transport: .icmpv6(.init(type: 128, id: 7)))]
    }()
}

private struct Mixer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
