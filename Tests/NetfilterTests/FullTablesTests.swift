import Addresses
import NetworkModel
import Testing
@testable import Netfilter
@testable import Routing
@testable import SnapshotQuery

/// A connection that would begin where there is no room for its entry, or no source port to lend.
@Suite struct FullTablesTests {
    private static let netns = NetnsID(inode: 1)

    private func query(_ edit: (inout Namespace) -> Void) -> SnapshotQuery {
        var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18"))
        var namespace = Namespace(id: Self.netns)
        edit(&namespace)
        snapshot.namespaces[Self.netns] = namespace
        return SnapshotQuery(snapshot)
    }

    private func table(_ count: UInt32, of max: UInt32) -> Observed<Conntrack> {
        .known(Conntrack(count: .known(count), max: .known(max), statistics: .absent))
    }

    private func census(_ total: Int, assured: Int) -> ConntrackCensus {
        var census = ConntrackCensus()
        (census.total, census.assured) = (total, assured)
        return census
    }

    private func packet() throws -> Packet {
        let (src, dst) = (try #require(IPAddress("10.1.0.11")), try #require(IPAddress("203.0.113.7")))
        return Packet(
            src: src, dst: dst,
            transport: .tcp(.init(ports: .init(source: 40_000, destination: 443), flags: Transport.TCP.syn)))
    }

    /// nf_conntrack_alloc and early_drop: only where all are assured nothing is given up.
    @Test(arguments: [
        (1000 as UInt32, 1000 as Int?, true), (999, 1000, false), (1000, 900, false), (1000, nil, false),
    ])
    func whatDoesNotFitIsDropped(count: UInt32, assured: Int?, isDropped: Bool) throws {
        let query = query { namespace in
            namespace.conntrack = table(count, of: 1000)
            namespace.flowCensus = assured.map { .known(census(Int(count), assured: $0)) } ?? .unknown("it moves")
            namespace.flows.coverage = .complete
        }
        var packet = try packet()
        var connections = LearnedConnections()
        let conntrack = SimulatedConntrack(netns: Self.netns, query: query, flows: KernelConntrack())
        #expect(conntrack.look(&packet, zone: 0, &connections) == (isDropped ? .noRoom : .accept))
        guard isDropped else { return }
        // A connection that is in the table already goes on.
        connections.record(Connection(state: .new, original: Connection.Tuple(packet)), in: Self.netns)
        #expect(conntrack.look(&packet, zone: 0, &connections) == .accept)
    }

    @Test func aLimitThatNobodyKnowsIsNone() throws {
        var packet = try packet()
        var connections = LearnedConnections()
        let query = query {
            $0.conntrack = .unknown("not asked")
            $0.flows.coverage = .complete
        }
        let conntrack = SimulatedConntrack(netns: Self.netns, query: query, flows: KernelConntrack())
        #expect(conntrack.look(&packet, zone: 0, &connections) == .accept)
    }

    /// Of a snapshot that somebody wrote.
    @Test func numbersOfStrangersDoNotTrap() throws {
        let address = try #require(IPAddress("203.0.113.7"))
        #expect(PortUse(proto: 6, dst: address, dport: 443, count: .min, ended: .max).lasting == 0)
        #expect(PortUse(proto: 6, dst: address, dport: 443, count: .max, ended: .min).lasting == 0)
    }

    /// nf_nat_used_tuple_harder: ports of ended connections are lent again, others are not.
    @Test(arguments: [
        (443 as UInt16, 2, 0 as Int?, NATPorts.Supply.none), (443, 2, nil, .none), (443, 2, 1, .endedOnes),
        (443, 1, 0, .enough), (80, 2, 0, .enough),
    ])
    func portsAreUsedUp(dport: UInt16, count: Int, ended: Int?, supply: NATPorts.Supply) throws {
        let tuple = Connection.Tuple(try packet())
        let source = try #require(IPAddress("203.0.113.1"))
        let use = PortUse(proto: 6, dst: tuple.dst, dport: dport, count: count, ended: ended)
        let query = query {
            $0.conntrack = table(2, of: 1000)
            $0.portUses[PortUse.key(source, 2000...2001)] = .known([use])
        }
        #expect(NATPorts.supply(of: 2000...2001, source, towards: tuple, in: Self.netns, query) == supply)
    }
}
