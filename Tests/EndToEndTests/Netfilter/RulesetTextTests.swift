import Foundation
import Labs
import NetworkModel
import RulesetText
import TestSupport
import Testing
@testable import nsdoctor

/// Our words for rules, sets, chains and tables are those of `nft -a list ruleset`.
@Suite struct RulesetTextTests {
    @Test(.needsSandbox, arguments: ["statements", "docker", "kube-proxy", "firewalld", "ufw", "odd-families"])
    func fixturesReadAsNftListsThem(_ name: String) async throws {
        let counts = try await Self.compare([Repository.path("fixtures/rulesets/\(name).nft")])
        #expect(counts > 3)
    }

    @Test(.needsSandbox, arguments: [1, 2, 3, 4])
    func randomRulesetsReadAsNftListsThem(_ seed: Int) async throws {
        let counts = try await Self.compare(["--random", String(seed), "150"])
        #expect(counts > 100)
    }

    private struct Listing: Decodable {
        var nft: String
        var snapshot: String
        var refused: [String]
    }

    /// Lines that agree.
    private static func compare(_ arguments: [String]) async throws -> Int {
        let listing = try await Script("ruleset_text.py", arguments).result(as: Listing.self)
        let snapshot = try SnapshotFile.decode(Data(listing.snapshot.utf8), "snapshot")
        let namespace = try #require(snapshot.namespaces.values.first { $0.ruleset?.tables.rows.isEmpty == false })
        let names = Dictionary(namespace.links.rows.map { ($0.ifindex, $0.ifname) }) { first, _ in first }
        let theirs = normalized(listing.nft)
        let ours = normalized(namespace.ruleset?.listing(deviceNames: names) ?? "")
        let difference = ours.difference(from: theirs)
        for change in difference {
            switch change {
            case .remove(_, let line, _): Issue.record("nft: \(line)")
            case .insert(_, let line, _): Issue.record("our: \(line)")
            }
        }
        return theirs.count
    }

    /// Lines without indentation; the elements of a set are wrapped by nft, not by us.
    private static func normalized(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            if words.isEmpty { continue }
            if let last = lines.last, last.contains("{ "), !last.hasSuffix("}"), !last.contains("# handle") {
                lines[lines.count - 1] = last + " " + words
            } else {
                lines.append(words)
            }
        }
        return lines
    }
}
