import NetworkModel
import SnapshotQuery
import Testing
import Topology

@Suite struct PeerTests {
    private func edge(_ snapshot: Snapshot, _ ref: LinkRef) throws -> Edge {
        let query = SnapshotQuery(snapshot)
        let link = try #require(query.link(ref).value)
        return try #require(query.peer(of: ref, link))
    }

    @Test func equalNumbersAreToldApartByNamespaceIDs() throws {
        let snapshot = Fixtures.snapshot()
        #expect(try edge(snapshot, LinkRef(Fixtures.red, 2)).to == LinkRef(Fixtures.node, 5))
        #expect(try edge(snapshot, LinkRef(Fixtures.blue, 2)).to == LinkRef(Fixtures.node, 6))
        #expect(try edge(snapshot, LinkRef(Fixtures.node, 5)).to == LinkRef(Fixtures.red, 2))
        #expect(try edge(snapshot, LinkRef(Fixtures.blue, 2)).certainty == .proved)
    }

    @Test func aNamespaceThatWasNotFoundLeavesTheEdgeUnresolved() throws {
        var snapshot = Fixtures.snapshot()
        snapshot.namespaces[Fixtures.red]?.nsids = [:]
        snapshot.namespaces[Fixtures.red]?.lostNsids = [0: "hidden"]
        let found = try edge(snapshot, LinkRef(Fixtures.red, 2))
        #expect(found.to == nil)
        #expect(found.known == "unresolved")
        #expect(found.reason?.contains("hidden") == true)
    }

    @Test func aFarEndThatNamesSomebodyElseIsNoPeer() throws {
        var snapshot = Fixtures.snapshot()
        // The node's id 0 now leads elsewhere: the far link's answer no longer points back at red.
        snapshot.namespaces[Fixtures.node]?.nsids = [0: Fixtures.blue, 1: Fixtures.blue]
        #expect(try edge(snapshot, LinkRef(Fixtures.red, 2)).to == nil)
    }

    @Test func anUnreadTableIsANeedAndNotAnAbsence() {
        var snapshot = Fixtures.snapshot()
        snapshot.namespaces[Fixtures.node]?.links = Table()
        let query = SnapshotQuery(snapshot)
        #expect(query.link(Fixtures.node, 5).reason != nil)
        #expect(query.needs == [.link(Fixtures.node, ifindex: 5)])
    }

    @Test func aRowThatWasAskedForAndIsNotThereIsAbsent() {
        var snapshot = Fixtures.snapshot()
        snapshot.namespaces[Fixtures.node]?.links = Table(asked: [Table<Link>.key(5)])
        let query = SnapshotQuery(snapshot)
        #expect(query.link(Fixtures.node, 5).isAbsent)
        #expect(query.needs.isEmpty)
    }

    @Test func anInterruptedTableProvesNoAbsence() {
        var snapshot = Fixtures.snapshot()
        snapshot.namespaces[Fixtures.node]?.links.coverage = .incomplete(reason: "interrupted")
        let query = SnapshotQuery(snapshot)
        #expect(query.link(Fixtures.node, 5).value?.ifname == "v-red")
        #expect(query.link(Fixtures.node, 99).reason == "interrupted")
    }
}
