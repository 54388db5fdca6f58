import Addresses
import NetworkModel
import RulesetText
import Testing

/// Rules as their own tools would print them; all of them are held against the tools in EndToEndTests.
@Suite struct RulesetTextTests {
    @Test func anNftRuleReadsAsInNft() {
        var rule = NftRule(
            handle: 7,
            expressions: [
                .meta(key: .l4proto, dreg: 1), .cmp(sreg: 1, op: .eq, data: NftData([6])),
                .payload(dreg: 1, base: .th, offset: 2, len: 2), .cmp(sreg: 1, op: .eq, data: NftData([0, 80])),
                .verdict(.drop),
            ])
        let text = NftText(NftTable(family: .ip, name: "t"))
        #expect(text.rule(rule) == "tcp dport 80 drop")
        rule.comment = "tcp dport 81 accept"
        #expect(text.rule(rule) == "tcp dport 80 drop comment \"tcp dport 81 accept\"")
    }

    @Test func anXtRuleReadsAsInIptablesSave() throws {
        var rule = XtRule()
        rule.src = Invertible(
            XtAddress(try #require(IPAddress("10.1.0.0")), mask: try #require(IPAddress("255.255.0.0"))), inverted: true
        )
        rule.inInterface = Invertible(XtInterface(name: "eth", isPrefix: true))
        rule.matches = [.comment("two words")]
        rule.target = .masquerade(.init())
        #expect(
            rule.save(chain: "POSTROUTING")
                == "-A POSTROUTING ! -s 10.1.0.0/16 -i eth+ -m comment --comment \"two words\" -j MASQUERADE")
    }
}
