import Addresses
import NetworkModel
import SnapshotQuery
import Testing

/// Known, absent and not read, and the needs that follow from the last.
@Suite struct SnapshotQueryTests {
    private let id = NetnsID(inode: 1)

    private func query(_ change: (inout Namespace) -> Void = { _ in }) -> SnapshotQuery {
        var snapshot = Snapshot(tool: "test", startedAt: "", host: .init(name: "", kernel: "6.18"))
        var namespace = Namespace(id: id)
        change(&namespace)
        snapshot.namespaces[id] = namespace
        return SnapshotQuery(snapshot)
    }

    private let link = Link(ifindex: 2, ifname: "eth0", flags: [.up], mtu: 1500, operstate: .up)

    @Test func whatNobodyFetchedIsANeed() {
        let query = query()
        #expect(query.link(id, 2) == .unknown(SnapshotQuery.unread))
        #expect(query.sysctl(id, "net.ipv4.ip_forward") == .unknown(SnapshotQuery.unread))
        #expect(query.needs == [.link(id, ifindex: 2), .sysctl(id, "net.ipv4.ip_forward")])
        #expect(query.lacks == 2)
    }

    @Test func aRowThatIsThereIsKnownWhateverElseWasRead() {
        let query = query { $0.links = Table([link], coverage: .unread) }
        #expect(query.link(id, 2).value?.ifname == "eth0")
        #expect(query.link(id, 3).reason == SnapshotQuery.unread)
    }

    @Test func aWholeTableProvesWhatIsNotThere() {
        let query = query { $0.links = Table([link], coverage: .complete) }
        #expect(query.link(id, 3).isAbsent)
        #expect(query.needs.isEmpty)
    }

    @Test func aTableWithAGapSaysWhy() {
        let query = query { $0.links = Table([link], coverage: .incomplete(reason: "EPERM")) }
        #expect(query.link(id, 3) == .unknown("EPERM"))
        #expect(query.needs.isEmpty)
    }

    @Test func aNamespaceThatWasNotReadIsNoNeedOfItsTables() {
        let query = query()
        #expect(query.routes(NetnsID(inode: 9), .inet).reason == "namespace \(NetnsID(inode: 9)) was not read")
        #expect(query.needs.isEmpty)
    }

    /// Who asks again must learn that the answer may change, though nothing is worked out again.
    @Test func whatIsRememberedStillLacksWhatItLacked() {
        let query = query()
        let memory = Memory<Int, Bool>()
        var runs = 0
        for _ in 1...3 {
            let known = query.once(memory, 2) {
                runs += 1
                return query.link(id, 2).value != nil
            }
            #expect(!known)
        }
        #expect(runs == 1)
        #expect(query.lacks == 3)
    }
}

/// Elements by key, in the order of the bytes.
@Suite struct NftSetIndexTests {
    private func element(_ byte: UInt8, end: Bool = false) -> NftElement {
        NftElement(key: NftData([byte]), flags: end ? 1 : 0)
    }

    @Test func theGreatestKeyNotAboveIsFound() throws {
        let elements = [element(40), element(10), element(30)]
        let index = NftSetIndex(elements)
        #expect(index.last(notAfter: [9]) == nil)
        for (key, expected) in [(10, 10), (29, 10), (30, 30), (39, 30), (255, 40)] as [(UInt8, UInt8)] {
            let found = try #require(index.last(notAfter: [key]))
            #expect(elements[found].key?.bytes == [expected])
        }
        #expect(index.first(equal: [30])?.key?.bytes == [30])
        #expect(index.first(equal: [31]) == nil)
    }

    @Test func ofEndAndBeginningAtOneKeyTheBeginningCounts() throws {
        let elements = [element(10), element(20), element(20, end: true)]
        let found = try #require(NftSetIndex(elements).last(notAfter: [20]))
        #expect(!elements[found].isIntervalEnd)
    }
}
