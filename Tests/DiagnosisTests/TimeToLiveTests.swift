import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Rules that give packets fewer routers to pass than there are on their way.
@Suite struct TimeToLiveTests {
    private static let mangle = NftChain.Base(hook: .output, priority: -150, accepts: true)

    /// `ip ttl set VALUE` as nft writes it: two bytes, of which it keeps the second.
    private static func ttl(_ value: UInt8) -> [NftExpression] {
        [
            .payload(dreg: 1, base: .nh, offset: 8, len: 2),
            .bitwise(
                sreg: 1, dreg: 1, len: 2, op: .maskXor, mask: NftData([0, 0xff]), xor: NftData([value, 0]), data: nil,
                sreg2: nil),
            .payloadSet(sreg: 1, base: .nh, offset: 8, len: 2, csumType: 1, csumOffset: 10, csumFlags: 0),
        ]
    }

    private func red(_ change: (inout SmallNetwork) -> Void) throws -> Diagnosed {
        var network = SmallNetwork.pods(seesOutside: true)
        change(&network)
        return try Diagnosed(network)
    }

    @Test func whoSetItIsNamedAndTakenAway() throws {
        let said = try red { $0.chain("out", Self.mangle, table: "early", [[.notrack], Self.ttl(1)], in: "red") }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
        let finding = try said.finding("path-blocked")
        #expect(finding.subject.name == "ip early out handle 2")
        #expect(finding.subject.netns?.names == ["red"])
        #expect(finding.fix.first?.command.hasSuffix("nft delete rule ip early out handle 2") == true)
        #expect(finding.fix.first?.command.hasPrefix("ip netns exec red ") == true)
        #expect(finding.fix.first?.effect == "delivered")
        #expect(finding.summary.hasSuffix("for 0 routers, by the rule ip early out handle 2 in red"))
    }

    @Test func ofIptables() throws {
        let said = try red {
            $0.legacy(
                "mangle",
                [
                    XtChain("PREROUTING", hook: 0, policy: .accept, []), XtChain("INPUT", hook: 1, policy: .accept, []),
                    XtChain("FORWARD", hook: 2, policy: .accept, []),
                    XtChain("OUTPUT", hook: 3, policy: .accept, [XtRule([], .ttl(XtHopsTarget(.set, 1)))]),
                    XtChain("POSTROUTING", hook: 4, policy: .accept, []),
                ], in: "red")
        }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
        let command = try said.finding("path-blocked").fix.first?.command
        #expect(command == "ip netns exec red iptables-legacy -t mangle -D OUTPUT 1")
    }

    /// As for phones that share their network.
    @Test func enoughForAllRouters() throws {
        let said = try red { $0.chain("out", Self.mangle, table: "early", [Self.ttl(65)], in: "red") }
        #expect(said.rootCauses == [], "\(said.words)")
    }
}
