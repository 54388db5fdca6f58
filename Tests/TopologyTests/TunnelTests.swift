import Addresses
import NetworkModel
import SnapshotQuery
import Testing
import Topology

/// A tunnel's two devices are joined where both name each other; a guess is never drawn as more.
@Suite struct TunnelTests {
    private let near = LinkRef(Fixtures.red, 9)
    private let far = LinkRef(Fixtures.blue, 9)

    /// An ipip tunnel between two pods, each with the address that the other names.
    private func pods(remote: String = "10.0.0.12", back: String? = "10.0.0.11") -> Snapshot {
        var snapshot = Fixtures.snapshot()
        add(Fixtures.red, &snapshot, local: "10.0.0.11", remote: remote)
        if let back { add(Fixtures.blue, &snapshot, local: "10.0.0.12", remote: back) }
        return snapshot
    }

    private func add(_ id: NetnsID, _ snapshot: inout Snapshot, local: String?, remote: String) {
        var link = Link(ifindex: 9, ifname: "tun", flags: [.up, .running, .lowerUp], mtu: 1480)
        link.infoKind = "ipip"
        var info = TunnelInfo()
        (info.local, info.remote) = (local.flatMap { IPAddress($0) }, IPAddress(remote))
        link.info = .tunnel(info)
        let rows = (snapshot.namespaces[id]?.links.rows ?? []) + [link]
        snapshot.namespaces[id]?.links = Table(rows, coverage: .complete)
    }

    private func ends(_ snapshot: Snapshot) throws -> (tunnel: Tunnel, ends: [TunnelFarEnd]) {
        let query = SnapshotQuery(snapshot)
        let link = try #require(query.link(near).value)
        let tunnel = try #require(query.tunnel(at: near, link))
        return (tunnel, query.farEnds(of: near, tunnel))
    }

    @Test func bothNameEachOther() throws {
        let edge = try #require(try ends(pods()).ends.first).edge
        #expect(edge.to == far)
        #expect(edge.certainty == .proved)
        #expect(edge.kind == .tunnel)
    }

    @Test func oneThatNamesSomebodyElseIsOneSided() throws {
        let edge = try #require(try ends(pods(back: "10.0.0.99")).ends.first).edge
        #expect(edge.known == "one-sided")
        #expect(edge.reason == "tun does not name this end")
    }

    @Test func anAddressThatNobodyHereHasLeadsOutOfSight() throws {
        let found = try ends(pods(remote: "203.0.113.7"))
        #expect(found.ends.isEmpty)
        #expect(found.tunnel.remotes.map(\.description) == ["203.0.113.7"])
        #expect(try ends(pods(back: nil)).ends.isEmpty)
    }

    @Test func otherKindsAndNumbersAreOthers() throws {
        var keyed = TunnelInfo()
        (keyed.local, keyed.remote, keyed.key) = (IPAddress("10.0.0.12"), IPAddress("10.0.0.11"), 7)
        for change in [{ (link: inout Link) in link.infoKind = "gre" }, { $0.info = .tunnel(keyed) }] {
            var snapshot = pods()
            var rows = snapshot.namespaces[Fixtures.blue]?.links.rows ?? []
            if let last = rows.indices.last { change(&rows[last]) }
            snapshot.namespaces[Fixtures.blue]?.links = Table(rows, coverage: .complete)
            #expect(try ends(snapshot).ends.isEmpty)
        }
    }

    /// What a device sends where that was not read is not known to be nothing.
    @Test func unreadForwardingEntriesMakeNoProof() throws {
        var snapshot = Fixtures.snapshot()
        for (id, local, group) in [(Fixtures.red, "10.0.0.11", "10.0.0.12"), (Fixtures.blue, "10.0.0.12", nil)] {
            var link = Link(ifindex: 9, ifname: "vx", flags: [.up], mtu: 1450)
            link.infoKind = "vxlan"
            var info = VXLANInfo()
            (info.id, info.local, info.group) = (42, IPAddress(local), group.flatMap { IPAddress($0) })
            link.info = .vxlan(info)
            let rows = (snapshot.namespaces[id]?.links.rows ?? []) + [link]
            snapshot.namespaces[id]?.links = Table(rows, coverage: .complete)
        }
        #expect(try #require(try ends(snapshot).ends.first).edge.reason == "where vx sends was not read")
        snapshot.namespaces[Fixtures.blue]?.fdb = Table(coverage: .complete)
        #expect(try #require(try ends(snapshot).ends.first).edge.reason == "vx does not name this end")
    }
}
