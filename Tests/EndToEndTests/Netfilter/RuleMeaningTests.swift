import Addresses
import Foundation
import KernelWire
import Netfilter
import NetworkModel
import RulesetText
import SnapshotQuery
import TestSupport
import Testing

/// What is read off the values of rules, of both worlds, is what whoever wrote them meant.
@Suite(.needsSandbox) struct RuleMeaningTests {
    /// Each rule's own comment says what it means. The reader does not see it.
    @Test(arguments: ["-", "legacy", "nft"])
    func rulesMeanWhatTheirCommentsSay(_ backend: String) async throws {
        let path = backend == "-" ? "fixtures/rulesets/meanings.nft" : "fixtures/xtables/meanings.rules"
        let rules = try await RulesSnapshot.loading(path, backend: backend)
        let query = SnapshotQuery(rules.snapshot)
        #expect(rules.references.count >= (backend == "-" ? 85 : 40))
        for reference in rules.references {
            let comment = try #require(query.comment(of: reference), "\(reference)")
            let isMixed = reference.family != .ip && reference.family != .ip6
            let meanings = Set(query.meanings(of: reference).map { $0.words(ofFamily: isMixed) })
            #expect(meanings == Set(comment.components(separatedBy: " | ")))
        }
    }

    /// The same rule of iptables means the same, whichever backend has it.
    @Test(arguments: 1...3)
    func bothBackendsMeanTheSame(_ seed: Int) async throws {
        let legacy = try await RulesSnapshot.random("legacy", seed, rules: 500)
        let nft = try await RulesSnapshot.random("nft", seed, rules: 500)
        let (theirs, ours) = (try Self.meanings(legacy), try Self.meanings(nft))
        var compared = 0
        for (text, meaning) in ours {
            guard let other = theirs[text] else { continue }
            compared += 1
            // Two inverted ports are compared at once by nf_tables, which asks for less than was meant.
            if meaning.contains("unknown"), text.contains("! --dport"), text.contains("! --sport") { continue }
            #expect(meaning == other, "\(text)")
        }
        print("meanings of both backends: seed \(seed), \(compared) compared")
        #expect(compared > 600)
    }

    /// By the text that iptables-save has for the rule.
    private static func meanings(_ rules: RulesSnapshot) throws -> [String: String] {
        let query = SnapshotQuery(rules.snapshot)
        var found: [String: String] = [:]
        for reference in rules.references where reference.family == .ip || reference.family == .ip6 {
            let meanings = query.meanings(of: reference)
            #expect(meanings.count == 1)
            guard let text = try text(of: reference, rules) else { continue }
            found["\(reference.family) \(reference.table) \(text)"] = meanings.first?.words
        }
        return found
    }

    private static func text(of reference: RuleReference, _ rules: RulesSnapshot) throws -> String? {
        let namespace = try #require(rules.snapshot.namespaces[rules.netns])
        switch reference.place {
        case .number(let number):
            let family: XtFamily = reference.family == .ip6 ? .ip6 : .ip
            let table = try #require(namespace.xtables[family]?.tables[reference.table]?.value)
            let chain = try #require(table.chains.first { $0.name == reference.chain })
            return chain.rules[number - 1].save(chain: chain.name)
        case .handle(let handle):
            let family: NftFamily = reference.family == .ip6 ? .ip6 : .ip
            let chain = try #require(
                namespace.ruleset?.chain(NftRef(family, reference.table, reference.chain)))
            let rule = try #require(chain.rules.rows.first { $0.handle == handle })
            return XtRule(rule, family == .ip6 ? .inet6 : .inet)?.save(chain: chain.name)
        case .policy, .chain: return nil
        }
    }
}
