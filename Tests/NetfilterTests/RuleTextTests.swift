import NetworkModel
import Testing
@testable import Netfilter

@Suite("A rule's text")
struct RuleTextTests {
    @Test(
        "loses the counts of its counters and nothing else",
        arguments: [
            ("counter packets 1 bytes 40 accept", "counter accept"),
            ("ip saddr 10.0.0.0/8 counter packets 0 bytes 0", "ip saddr 10.0.0.0/8 counter"),
            ("counter packets 1 bytes 2 counter packets 3 bytes 4 drop", "counter counter drop"),
            ("counter accept", "counter accept"), ("counter", "counter"), ("", ""),
            ("counter packets x bytes 4 drop", "counter packets x bytes 4 drop"),
            ("counter name \"a\" accept", "counter name \"a\" accept"),
            ("comment \"two  blanks\"", "comment \"two  blanks\""),
        ])
    func stateless(text: String, expected: String) {
        let rule = RuleReference(
            netns: NetnsID(inode: 1), backend: .nft, family: .ip, table: "t", chain: "c", place: .handle(1), text: text)
        #expect(rule.statelessText == expected)
    }
}
