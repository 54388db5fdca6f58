import Addresses
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// Rules that keep NAT from seeing packets, and nodes that want none.
@Suite struct TrackingTests {
    private func pods(seesOutside: Bool, _ change: (inout SmallNetwork) -> Void) throws -> Diagnosed {
        var network = SmallNetwork.pods(seesOutside: seesOutside)
        change(&network)
        return try Diagnosed(network)
    }

    private static let raw = NftChain.Base(hook: .prerouting, priority: -300, accepts: true)

    @Test(arguments: [true, false])
    func whatIsExemptIsNotTranslated(seesOutside: Bool) throws {
        let said = try pods(seesOutside: seesOutside) {
            $0.chain("pre", Self.raw, table: "early", [.from("10.0.0.0/24") + [.notrack]], in: "node")
        }
        #expect(said.rootCauses == ["ct-zone-or-notrack"], "\(said.words)")
        let finding = try said.finding("ct-zone-or-notrack")
        #expect(finding.severity == (seesOutside ? .crit : .warn))
        #expect(finding.fix.first?.command == "nft delete rule ip early pre handle 1")
    }

    @Test func legacyRulesAreNamedByNumber() throws {
        let said = try pods(seesOutside: true) {
            var ct = XtCt()
            ct.notrack = true
            $0.legacy(
                "raw",
                [
                    XtChain("PREROUTING", hook: 0, policy: .accept, [XtRule([], .ct(ct))]),
                    .init("OUTPUT", hook: 3, policy: .accept, []),
                ],
                in: "node")
        }
        #expect(said.rootCauses == ["ct-zone-or-notrack"], "\(said.words)")
        #expect(
            try said.finding("ct-zone-or-notrack").fix.first?.command == "iptables-legacy -t raw -D PREROUTING 1")
    }

    /// A node that does not translate, and whose uplink's far side is not seen: nothing is known, and nothing said.
    @Test func whoTranslatesNothingMayTrackNothing() throws {
        let said = try pods(seesOutside: false) {
            $0.chain("postrouting", .nat(.postrouting), table: "nat", [], in: "node")
            $0.chain("pre", Self.raw, table: "early", [[.notrack]], in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
    }

    /// What is never translated may be exempt.
    @Test func othersMayBeExempt() throws {
        let said = try pods(seesOutside: true) {
            $0.chain("pre", Self.raw, table: "early", [.from("10.9.0.0/24") + [.notrack]], in: "node")
        }
        #expect(said.rootCauses == [], "\(said.words)")
    }

    // MARK: IPsec

    private func policy(_ direction: XfrmPolicy.Direction, to dst: String, isBlock: Bool) throws -> XfrmPolicy {
        XfrmPolicy(
            direction, isBlock: isBlock, priority: 0, index: 8, src: try #require(IPPrefix("0.0.0.0/0")),
            dst: try #require(IPPrefix(dst)))
    }

    @Test func aPolicyThatBlocks() throws {
        let policy = try policy(.fwd, to: "198.51.100.0/24", isBlock: true)
        let said = try pods(seesOutside: true) { $0["node"].xfrm = .known(Xfrm(policies: [policy])) }
        #expect(said.rootCauses == ["xfrm-policy-block"], "\(said.words)")
        #expect(
            try said.finding("xfrm-policy-block").fix.first?.command == "ip xfrm policy delete index 8 dir fwd")
    }

    /// Whether a state comes is known only where nobody would make one.
    @Test(arguments: [(false, ["xfrm-policy-block"]), (true, [])])
    func aStateThatIsLacking(hasKeyManager: Bool, causes: [String]) throws {
        var policy = try policy(.out, to: "198.51.100.0/24", isBlock: false)
        policy.templates = [
            .init(dst: try #require(IPAddress("192.0.2.9")), proto: 50, mode: 1, reqid: 0, isOptional: false)
        ]
        var xfrm = Xfrm(policies: [policy])
        xfrm.hasKeyManager = hasKeyManager
        let said = try pods(seesOutside: true) { $0["node"].xfrm = .known(xfrm) }
        #expect(said.rootCauses == causes, "\(said.words)")
    }
}
