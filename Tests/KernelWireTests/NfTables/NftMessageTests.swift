import CLinux
import KernelWire
import NetworkModel
import Testing

/// What the kernel answered for fixtures/rulesets/statements.nft. The meaning of each rule is compared with nft in the
/// end-to-end tests; here it counts that nothing is lost.
@Suite struct NftMessageTests {
    @Test func everyExpressionIsKnown() throws {
        let rules = try Fixture.rows("nft-rules", NftRow<NftRule>.init(nfnetlink:)).map(\.value)
        #expect(rules.count > 180)
        for rule in rules {
            for expression in rule.expressions {
                if case .unknown(let name, _) = expression { Issue.record("rule \(rule.handle): \(name)") }
            }
        }
        #expect(rules.contains { $0.comment == "a comment" })
    }

    @Test func tablesChainsAndObjects() throws {
        let tables = try Fixture.rows("nft-tables", NftTable.init(nfnetlink:))
        #expect(tables.map(\.name) == ["f", "nat", "mangle", "nat"])
        #expect(tables.map(\.family) == [.inet, .ip, .ip, .ip6])
        let chains = try Fixture.rows("nft-chains", NftRow<NftChain>.init(nfnetlink:))
        let input = try #require(chains.first { $0.value.name == "in" }?.value)
        #expect(input.base == NftChain.Base(type: "filter", hook: .input, priority: 0, accepts: true))
        let output = try #require(chains.first { $0.table == "mangle" && $0.value.name == "o" }?.value)
        #expect(output.base?.type == "route" && output.base?.priority == -145)
        #expect(chains.filter(\.value.isAnonymous).count == 1)
        let objects = try Fixture.rows("nft-objects", NftRow<NftObject>.init(nfnetlink:)).map(\.value)
        #expect(Set(objects.compactMap(\.kind)) == [.counter, .quota, .limit, .ctHelper])
        #expect(objects.contains { $0.content == .helper(name: "ftp", l3proto: 1, l4proto: 6) })
        let generation = try Fixture.rows("nft-generation", Ruleset.generation(nfnetlink:))
        #expect(generation.count == 1)
    }

    @Test func setsAndTheirElements() throws {
        let sets = try Fixture.rows("nft-sets", NftRow<NftSet>.init(nfnetlink:)).map(\.value)
        let ranges = try #require(sets.first { $0.name == "conci" })
        #expect(ranges.fieldLengths == [4, 2])
        #expect(ranges.flags.isSuperset(of: [.interval, .concat]))
        #expect(sets.first { $0.name == "m1" }?.isVerdictMap == true)
        #expect(sets.first { $0.name == "dyn" }?.timeout == 60_000)
        let elements = try Fixture.rows("nft-elements", NftElements.init(nfnetlink:)).flatMap(\.elements)
        #expect(elements.contains { $0.verdict == .drop && $0.key == NftData([0x01, 0xbb]) })
        #expect(elements.contains { $0.isIntervalEnd })
        #expect(
            elements.contains {
                $0.key == NftData([10, 0, 0, 0, 0, 80, 0, 0]) && $0.keyEnd == NftData([10, 255, 255, 255, 0, 90, 0, 0])
            })
    }
}
