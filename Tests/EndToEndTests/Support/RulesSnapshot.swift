import TestSupport
import Netfilter
import Foundation
import NetworkModel
import Testing

@testable import nsdoctor

/// A snapshot with rules that the kernel has taken, and the rules one by one.
struct RulesSnapshot {
    var snapshot: Snapshot
    /// Whose rules they are.
    var netns: NetnsID

    init(_ snapshot: Snapshot) throws {
        self.snapshot = snapshot
        let namespace = snapshot.namespaces.values.first { namespace in
            namespace.ruleset?.tables.rows.isEmpty == false || namespace.xtables.values.contains { !$0.tables.isEmpty }
        }
        netns = try #require(namespace?.id)
    }

    init(json: String) throws { try self.init(try SnapshotFile.decode(Data(json.utf8), "snapshot")) }

    private struct Answer: Decodable {
        var snapshot: String
    }

    /// A file of nft, or of iptables-save with the backend that is to load it.
    static func loading(_ path: String, backend: String = "-") async throws -> RulesSnapshot {
        let script = Script("rule_meanings.py", [backend, Repository.path(path)])
        return try RulesSnapshot(json: try await script.result(as: Answer.self).snapshot)
    }

    /// Rules of nft at random.
    static func random(_ seed: Int, rules: Int) async throws -> RulesSnapshot {
        let script = Script("ruleset_text.py", ["--random", String(seed), String(rules)])
        return try RulesSnapshot(json: try await script.result(as: Answer.self).snapshot)
    }

    /// Random rules of iptables.
    static func random(_ backend: String, _ seed: Int, rules: Int) async throws -> RulesSnapshot {
        let script = Script("xt_rules.py", [backend, String(rules), String(seed)])
        return try RulesSnapshot(json: try await script.result(as: Answer.self).snapshot)
    }

    /// Every rule of both worlds.
    var references: [RuleReference] {
        guard let namespace = snapshot.namespaces[netns] else { return [] }
        var found: [RuleReference] = []
        for table in namespace.ruleset?.tables.rows ?? [] {
            guard let family = RuleFamily(rawValue: table.family.rawValue) else { continue }
            for chain in table.chains.values.sorted(by: { $0.name < $1.name }) {
                found += chain.rules.rows.map { rule in
                    RuleReference(
                        netns: netns, backend: .nft, family: family, table: table.name, chain: chain.name,
                        place: .handle(rule.handle), text: "")
                }
            }
        }
        for (family, tables) in namespace.xtables {
            guard let name = RuleFamily(rawValue: family.rawValue) else { continue }
            for table in tables.tables.values.compactMap(\.value) {
                for chain in table.chains {
                    found += chain.rules.indices.map { index in
                        RuleReference(
                            netns: netns, backend: .legacy, family: name, table: table.name, chain: chain.name,
                            place: .number(index + 1), text: "")
                    }
                }
            }
        }
        return found
    }
}
