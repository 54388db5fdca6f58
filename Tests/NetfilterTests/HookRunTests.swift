import Addresses
import NetworkModel
import Testing
@testable import Netfilter
@testable import Routing
@testable import SnapshotQuery

/// The order of base chains, and that `accept` in one does not end the hook.
@Suite struct HookRunTests {
    /// Chains that do as they are called: `drop`, `accept`, `maybe`, `mark`.
    private struct Script: RuleBackend {
        var rows: [BaseChain]

        func chains(at point: HookPoint, in query: SnapshotQuery) -> Observed<[BaseChain]> { .known(rows) }

        func evaluate(_ chain: BaseChain, _ packet: Packet, _ context: HookContext) -> [ChainOutcome] {
            let rule = RuleReference(
                netns: context.point.netns, backend: chain.backend, family: chain.family, table: chain.table,
                chain: chain.name,
                place: .number(1), text: "")
            let visits = [RuleVisit(rule, .passed)]
            switch chain.name {
            case "drop": return [ChainOutcome(.drop(by: rule), packet: packet, trace: visits)]
            case "maybe":
                return [
                    ChainOutcome(.accept, packet: packet, trace: visits, assumptions: ["tails"]),
                    ChainOutcome(.drop(by: rule), packet: packet, trace: visits, assumptions: ["heads"]),
                ]
            case "mark":
                var packet = packet
                packet.mark = 7
                return [ChainOutcome(.accept, packet: packet, trace: visits)]
            default: return [ChainOutcome(.accept, packet: packet, trace: visits)]
            }
        }
    }

    private func run(_ rows: [(String, Int, UInt64)]) throws -> [HookOutcome] {
        let chains = rows.map {
            BaseChain(
                backend: .nft, family: .ip, table: "t", name: $0.0, kind: .filter, priority: $0.1, registration: $0.2)
        }
        let id = NetnsID(inode: 1)
        let query = SnapshotQuery(Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18")))
        let rules = RuleBook(backends: [Script(rows: chains)])
        let context = HookContext(query: query, point: HookPoint(id, .ip, .forward), router: Router(Namespace(id: id)))
        let address = try #require(IPAddress("10.0.0.1"))
        return HookRun(rules: rules, context: context, path: nil, reroute: nil)
            .run(Packet(src: address, dst: address, transport: .icmp(.init(type: 8))), LearnedConnections())
    }

    /// nf_nat_setup_info: an entry that is in the table is not translated any more, whatever the rules say by now.
    @Test(arguments: [Connection.Status(), .confirmed])
    func noRuleTranslatesWhatIsInTheTable(status: Connection.Status) throws {
        let id = NetnsID(inode: 1)
        let query = SnapshotQuery(Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18")))
        let chain = BaseChain(
            backend: .nft, family: .ip, table: "t", name: "drop", kind: .nat, priority: -100, registration: 1)
        let context = HookContext(
            query: query, point: HookPoint(id, .ip, .prerouting), router: Router(Namespace(id: id)))
        let address = try #require(IPAddress("10.0.0.1"))
        var packet = Packet(src: address, dst: address, transport: .udp(.init(source: 5555, destination: 5514)))
        var connection = Connection(state: .new, original: Connection.Tuple(packet))
        connection.status = status
        packet.tracking = .tracked(connection)
        let outcomes = HookRun(
            rules: RuleBook(backends: [Script(rows: [chain])]), context: context, path: nil, reroute: nil
        ).run(packet, LearnedConnections())
        #expect(try #require(outcomes.first).verdict.isAccept == status.contains(.confirmed))
    }

    @Test func acceptDoesNotEndTheHook() throws {
        let outcome = try #require(try run([("accept", -10, 1), ("drop", 10, 2)]).first)
        guard case .drop(let rule) = outcome.verdict else { Issue.record("\(outcome.verdict)"); return }
        #expect(rule.chain == "drop")
        #expect(outcome.visits.map(\.rule.chain) == ["accept", "drop"])
    }

    @Test func lowerPrioritiesAndLaterRegistrationsComeFirst() throws {
        let outcome = try #require(try run([("a", 0, 1), ("b", 0, 2), ("mark", -5, 3)]).first)
        #expect(outcome.visits.map(\.rule.chain) == ["mark", "b", "a"])
        #expect(outcome.packet.mark == 7)
    }

    @Test func chancePartsTheWays() throws {
        let outcomes = try run([("maybe", 0, 1), ("mark", 1, 1)])
        #expect(outcomes.map(\.assumptions) == [["tails"], ["heads"]])
        #expect(outcomes.map(\.verdict.isAccept) == [true, false])
        #expect(outcomes.first?.packet.mark == 7)
    }

    @Test func tooMuchChanceIsUnknown() throws {
        let outcomes = try run((0..<20).map { ("maybe", $0, 1) })
        guard outcomes.count == 1, case .unknown? = outcomes.first?.verdict else {
            Issue.record("\(outcomes.count)"); return
        }
    }

    @Test func withoutBackendsNothingIsKnown() throws {
        let id = NetnsID(inode: 1)
        let query = SnapshotQuery(Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18")))
        let context = HookContext(query: query, point: HookPoint(id, .ip, .input), router: Router(Namespace(id: id)))
        let address = try #require(IPAddress("10.0.0.1"))
        let outcomes = HookRun(rules: RuleBook(backends: []), context: context, path: nil, reroute: nil)
            .run(Packet(src: address, dst: address, transport: .icmp(.init(type: 8))), LearnedConnections())
        guard case .unknown? = outcomes.first?.verdict else { Issue.record("\(outcomes)"); return }
    }
}
