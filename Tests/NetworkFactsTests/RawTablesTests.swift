import Addresses
import Analysis
import CEL
import Netfilter
import NetworkModel
import Rules
import SnapshotQuery
import Testing

@testable import NetworkFacts

/// Whole tables: read for whoever uses them, and unknown where they were not read.
@Suite("Raw tables") struct RawTablesTests {
    private static let id = NetnsID(inode: 1)

    /// A namespace of which some tables were read.
    private static func snapshot(_ change: (inout Namespace) -> Void = { _ in }) -> Snapshot {
        var namespace = Namespace(id: id)
        change(&namespace)
        var snapshot = Snapshot(
            tool: "test", startedAt: "2026-01-01T00:00:00Z", host: .init(name: "node", kernel: "6.1"))
        snapshot.namespaces[id] = namespace
        var target = Target(kind: .netns, spelling: "1")
        target.netns = id
        snapshot.target = target
        return snapshot
    }

    private static func outcome(_ expression: String, _ snapshot: Snapshot) throws -> Outcome {
        try NetworkFacts.schema.environment.compile(expression).evaluate(
            NetworkFacts.bindings(TargetAnalysis(snapshot)))
    }

    @Test(
        "that were not read are unknown, never empty",
        arguments: [
            "routes.size() == 0", "rules.size() == 0", "neighbors.size() == 0", "fdb.size() == 0",
            "firewall_rules.size() == 0", "firewall_chains.size() == 0", "nft_sets.size() == 0",
            "!firewall_rules.exists(r, r.target == 'masquerade')", "sysctl(place, 'net.ipv4.ip_forward') == '1'",
        ])
    func unread(_ expression: String) throws {
        guard case .unknown = try Self.outcome(expression, Self.snapshot()) else {
            Issue.record("\(expression) is \(try Self.outcome(expression, Self.snapshot()))")
            return
        }
    }

    @Test("need nothing as long as no expression reads them")
    func lazy() throws {
        let analysis = TargetAnalysis(Self.snapshot(), isFinal: false)
        let bindings = NetworkFacts.bindings(analysis)
        let before = analysis.query.needs
        #expect(!before.contains(.table(Self.id, .fdb)) && !before.contains(.table(Self.id, .neighbors)))
        _ = try NetworkFacts.schema.environment.compile("fdb.size() + neighbors.size()").evaluate(bindings)
        #expect(analysis.query.needs.isSuperset(of: [.table(Self.id, .fdb), .table(Self.id, .neighbors)]))
    }

    @Test(
        "sysctl() reads settings of namespaces and no other file",
        arguments: [
            "kernel.hostname", "net", "net.", "net..x", "net./.x", "net.//.//.etc.passwd", "net.a\\nb", "",
        ])
    func names(_ name: String) throws {
        guard case .error(let error) = try Self.outcome("sysctl(place, '\(name)')", Self.snapshot()) else {
            Issue.record("\(name) is read")
            return
        }
        #expect(error.kind == .invalidArgument)
    }

    @Test(
        "ranges are the fewest prefixes",
        arguments: [
            ("10.0.0.0", "10.0.0.255", ["10.0.0.0/24"]), ("10.0.0.1", "10.0.0.1", ["10.0.0.1/32"]),
            ("10.0.0.1", "10.0.0.6", ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/31", "10.0.0.6/32"]),
            ("0.0.0.0", "255.255.255.255", ["0.0.0.0/0"]),
            ("255.255.255.254", "255.255.255.255", ["255.255.255.254/31"]),
            ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ["::/0"]), ("fd00::", "fd00::1", ["fd00::/127"]),
        ])
    func prefixes(low: String, high: String, expected: [String]) throws {
        let range = try #require(IPAddress(low))...(try #require(IPAddress(high)))
        #expect(AddressPattern.prefixes(range).map(\.description) == expected)
    }
}
