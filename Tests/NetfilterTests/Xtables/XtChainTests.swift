import Addresses
import NetworkModel
import TestSupport
import Testing
@testable import Netfilter

/// Jumps, returns, policies, chance and what is not known, in the tables of iptables-legacy.
@Suite struct XtChainTests {
    private func verdict(_ chains: [XtChain], _ packet: Packet = XtSample.packet()) throws -> HookVerdict {
        let outcomes = XtSample(chains).outcomes(packet)
        #expect(outcomes.count == 1)
        return try #require(outcomes.first).verdict
    }

    @Test func thePolicyDecidesAtTheEnd() throws {
        #expect(try verdict([.forward(.accept, [])]) == .accept)
        guard case .drop(let rule) = try verdict([.forward(.drop, [XtRule([], .none)])]) else {
            Issue.record("accepted"); return
        }
        #expect(rule.place == .policy)
        #expect(rule.text == "-P FORWARD DROP")
    }

    /// A chain that was jumped to comes back; one that was gone to comes back to the caller of the caller.
    @Test func jumpsComeBackAndGotosDoNot() throws {
        let empty = XtChain("EMPTY", [])
        guard case .drop = try verdict([.forward(.accept, [XtRule([], .jump("EMPTY")), XtRule([], .drop)]), empty])
        else {
            Issue.record("a jump did not come back")
            return
        }
        #expect(try verdict([.forward(.accept, [XtRule([], .goto("EMPTY")), XtRule([], .drop)]), empty]) == .accept)
        let middle = XtChain("MIDDLE", [XtRule([], .goto("EMPTY")), XtRule([], .accept)])
        guard
            case .drop = try verdict([
                .forward(.accept, [XtRule([], .jump("MIDDLE")), XtRule([], .drop)]), middle, empty,
            ])
        else {
            Issue.record("a goto did not lead to the caller's caller")
            return
        }
    }

    @Test func returnInABuiltInChainIsThePolicy() throws {
        guard case .drop = try verdict([.forward(.drop, [XtRule([], .return), XtRule([], .accept)])]) else {
            Issue.record("accepted"); return
        }
    }

    /// As kube-proxy spreads connections over three endpoints.
    @Test func chanceHasAWayForEach() throws {
        let endpoint = { (last: UInt8) -> XtTarget in
            var nat = XtNat()
            let address = IPAddress(family: .inet, bits: UInt128(0x0a01_0000) | UInt128(last))
            nat.addresses = XtIprange.Range(address, address)
            nat.ports = XtRange(8080, 8080)
            return .dnat(nat)
        }
        let third = XtMatch.statistic(.random(Invertible(715_827_883)))
        let half = XtMatch.statistic(.random(Invertible(1_073_741_824)))
        let chain = XtChain(
            "PREROUTING", hook: 0, policy: .accept,
            [
                XtRule([], .jump("SVC"))
            ])
        let service = XtChain(
            "SVC",
            [
                XtRule([third], endpoint(1)), XtRule([half], endpoint(2)), XtRule([], endpoint(3)),
            ])
        let outcomes = XtSample([chain, service], table: "nat").outcomes(XtSample.packet(), at: .prerouting)
        let targets = outcomes.compactMap { outcome -> String? in
            guard case .addresses(let range?)? = outcome.nat?.target else { return nil }
            return "\(range.lowerBound)"
        }
        #expect(Set(targets) == ["10.1.0.1", "10.1.0.2", "10.1.0.3"])
        #expect(outcomes.allSatisfy { $0.verdict == .accept && !$0.assumptions.isEmpty })
        #expect(outcomes.contains { $0.assumptions.first?.contains("33.3 %") == true })
    }

    @Test func whatIsNotKnownIsSaidByName() throws {
        let stranger = XtMatch.unknown(name: "bpf", revision: 1, bytes: [])
        guard case .unknown(let rule, let reason) = try verdict([.forward(.accept, [XtRule([stranger], .drop)])]) else {
            Issue.record("known")
            return
        }
        #expect(reason.contains("bpf"))
        #expect(rule.place == .number(1))
        // Whatever it says, the packet goes on in the same way.
        #expect(try verdict([.forward(.accept, [XtRule([stranger], .none), XtRule([stranger], .accept)])]) == .accept)
        // What other matches rule out need not be known.
        let other = XtMatch.pkttype(Invertible(1))
        #expect(try verdict([.forward(.accept, [XtRule([stranger, other], .drop)])]) == .accept)
    }

    @Test func chainsThatDoNotExistAreUnknown() throws {
        guard case .unknown(_, let reason) = try verdict([.forward(.accept, [XtRule([], .jump("GONE"))])]) else {
            Issue.record("known"); return
        }
        #expect(reason.contains("GONE"))
    }

    /// The kernel refuses them; a snapshot may have them.
    @Test func circlesEnd() throws {
        let a = XtChain("A", [XtRule([], .jump("B"))])
        let b = XtChain("B", [XtRule([], .jump("A"))])
        guard case .unknown = try verdict([.forward(.accept, [XtRule([], .jump("A"))]), a, b]) else {
            Issue.record("known"); return
        }
        let c = XtChain("C", [XtRule([], .goto("D"))])
        let d = XtChain("D", [XtRule([], .goto("C"))])
        guard case .unknown = try verdict([.forward(.accept, [XtRule([], .jump("C"))]), c, d]) else {
            Issue.record("known"); return
        }
    }

    @Test func portsThatNobodyKnowsAreUnknownOnlyWhereTheyDecide() throws {
        var tcp = XtTCP()
        tcp.sport = Invertible(XtRange(1024, 2048))
        guard case .unknown(_, let reason) = try verdict([.forward(.accept, [XtRule([.tcp(tcp)], .drop)])]) else {
            Issue.record("known"); return
        }
        #expect(reason.contains("source port"))
        tcp.dport = Invertible(XtRange(443, 443))
        #expect(try verdict([.forward(.accept, [XtRule([.tcp(tcp)], .drop)])]) == .accept)
    }
}
