import Analysis
import NetworkModel
import SnapshotQuery
import Testing

@Suite struct ConntrackLoadTests {
    private let id = NetnsID(inode: 1)

    private func analysis(_ conntrack: Observed<Conntrack>?) -> TargetAnalysis {
        var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18"))
        var target = Target(kind: .netns, spelling: "netns:[1]")
        target.netns = id
        snapshot.target = target
        var namespace = Namespace(id: id)
        namespace.conntrack = conntrack
        snapshot.namespaces[id] = namespace
        return TargetAnalysis(snapshot)
    }

    private func conntrack(_ count: UInt32, of max: UInt32, _ rows: [ConntrackStatistics] = []) -> Observed<Conntrack> {
        .known(Conntrack(count: .known(count), max: .known(max), statistics: .known(rows)))
    }

    /// The kernel counts a lost race among the drops, too.
    @Test func lostRacesAreNoLackOfRoom() throws {
        var first = ConntrackStatistics(cpu: 0)
        (first.drop, first.insertFailed, first.earlyDrop) = (7, 5, 1)
        var second = ConntrackStatistics(cpu: 1)
        (second.drop, second.insertFailed) = (2, 2)
        let load = try #require(analysis(conntrack(9, of: 10, [first, second])).conntrackLoads.first)
        #expect(load.drops == 2)
        #expect(load.insertFailed == 7)
        #expect(load.earlyDrops == 1)
        #expect(!load.isFull)
        #expect(load.percent == 90)
        #expect(load.census.isAbsent)
    }

    /// Who fills it is asked only where it is full.
    @Test func aFullTableAsksWhoFillsIt() throws {
        let analysis = analysis(conntrack(10, of: 10))
        let load = try #require(analysis.conntrackLoads.first)
        #expect(load.isFull)
        #expect(load.census.reason != nil)
        #expect(analysis.query.needs.contains(.flowCensus(id)))
    }

    @Test func noLimitAndNoTableAreNoLoad() {
        #expect(analysis(conntrack(10, of: 0)).conntrackLoads.isEmpty)
        #expect(analysis(.absent).conntrackLoads.isEmpty)
        #expect(analysis(nil).conntrackLoads.isEmpty)
    }
}
