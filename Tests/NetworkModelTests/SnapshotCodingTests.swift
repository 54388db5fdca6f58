import Addresses
import Foundation
import NetworkModel
import Testing

@Suite struct SnapshotCodingTests {
    private static let first: Set<String> = ["id", "names", "links", "addresses", "routes", "sysctls"]

    /// What is saved is what was seen, unknowns and partial tables included.
    @Test func snapshotsSurviveJSON() throws {
        let id = NetnsID(inode: 4_026_531_833)
        var link = Link(ifindex: 2, ifname: "eth0", flags: [.up, .lowerUp], mtu: 1500, operstate: .up)
        link.infoKind = "veth"
        link.linkIndex = 7
        link.linkNetnsid = 0
        link.address = LinkLayerAddress("02:00:00:00:00:01")
        link.xdp = XDPAttachment(mode: 1, programId: 42)
        link.inet6 = Inet6Conf()
        link.inet6?.disableIpv6 = 1
        link.inet6?.acceptRa = 2
        var namespace = Namespace(id: id)
        namespace.ownerUid = 1000
        namespace.names = ["red"]
        namespace.links = Table([link], asked: [Table<Link>.key(2)])
        namespace.routes = Table(
            [Route(dst: .everything(.inet), nexthops: [NextHop(ifindex: 2, gateway: IPAddress("10.0.0.1"))])],
            coverage: .incomplete(reason: "the table kept changing"))
        namespace.rules = Table([Rule(family: .inet, priority: 0, action: .table(255))], coverage: .complete)
        namespace.sysctls = ["net.ipv4.ip_forward": .known("1"), "net.bridge.x": .absent, "y": .unknown("EACCES")]
        namespace.nsids = [0: NetnsID(inode: 5)]
        namespace.peeks = ["0/7": .known(Peek(link: link, addresses: []))]
        var snapshot = Snapshot(tool: "test", startedAt: "2026-01-01T00:00:00Z", host: .init(name: "h", kernel: "6.1"))
        snapshot.namespaces = [id: namespace]
        var target = Target(kind: .pid, spelling: "7")
        target.innerPids = [.init(pid: 9, comm: "x", nspid: [9, 7], netns: id)]
        snapshot.target = target
        snapshot.gaps = [Gap(netns: id, fact: "ruleset", reason: "EPERM", hint: nil)]

        // Foundation turns `programID` into `program_id` and back into `programId`: a name with two capitals in a row
        // would be lost without a word where it is optional.
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let data = try encoder.encode(snapshot)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(Snapshot.self, from: data) == snapshot)
        // A tool of earlier days knew fewer fields: what it did not read is not read.
        var text = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let namespaces = try #require(text["namespaces"] as? [String: [String: Any]])
        text["namespaces"] = namespaces.mapValues { fields in fields.filter { Self.first.contains($0.key) } }
        for key in ["gaps", "stale_names", "resolvers"] { text[key] = nil }
        let older = try decoder.decode(Snapshot.self, from: try JSONSerialization.data(withJSONObject: text))
        let found = try #require(older.namespaces[id])
        #expect(found.links == namespace.links && found.names == ["red"])
        #expect(found.proxyNeighbors.coverage == .unread && found.xfrm == nil && found.ruleset == nil)
        // Keys that are data keep their spelling.
        #expect(String(decoding: data, as: UTF8.self).contains("net.ipv4.ip_forward"))
    }
}
