import Addresses
import NetworkModel
import TestSupport
import Testing
@testable import Netfilter

/// Matches and targets that look for a socket, or ask whose packet it is.
@Suite struct XtSocketTests {
    private func socket(_ address: String, _ port: UInt16, udp: Bool = false) throws -> Socket {
        let src = try #require(IPAddress(address))
        return Socket(
            proto: udp ? .udp : .tcp, family: src.family, state: udp ? .close : .listen, src: src, sport: port,
            dst: .unspecified(src.family), dport: 0)
    }

    private func namespace(_ sockets: [Socket]?) -> Namespace {
        var namespace = Namespace(id: XtSample.netns)
        if let sockets { namespace.sockets = Table(sockets, coverage: .complete) }
        return namespace
    }

    private func outcome(_ rule: XtRule, _ sockets: [Socket]?, _ packet: Packet = XtSample.packet()) -> String {
        let outcomes = XtSample([.forward(.accept, [rule])]).outcomes(packet, in: namespace(sockets))
        return outcomes.map { outcome in
            switch outcome.verdict {
            case .accept: outcome.assumptions.isEmpty ? "accept" : "accept, perhaps"
            case .drop: "drop"
            case .unknown: "unknown"
            default: "other"
            }
        }.joined(separator: ", ")
    }

    // MARK: TPROXY

    private func proxied(to address: String = "0.0.0.0", _ port: UInt16, _ sockets: [Socket]?) -> String {
        let target = XtTproxy(
            address: IPAddress(address) ?? .unspecified(.inet), port: port, mark: XtMasked(0, mask: 0))
        return outcome(XtRule([], .tproxy(target)), sockets)
    }

    /// tproxy_tg4 ends with NF_DROP where it finds nobody.
    @Test func aProxyThatIsNotThereDrops() throws {
        #expect(proxied(9040, []) == "drop")
        #expect(proxied(9040, [try socket("0.0.0.0", 9041)]) == "drop")
        #expect(proxied(9040, [try socket("0.0.0.0", 9040, udp: true)]) == "drop")
        #expect(proxied(to: "10.9.9.9", 9040, [try socket("10.9.9.8", 9040)]) == "drop")
    }

    /// Whether its socket is transparent cannot be seen.
    @Test func aProxyThatListensTakesThem() throws {
        #expect(proxied(9040, [try socket("0.0.0.0", 9040)]) == "accept, perhaps")
        #expect(proxied(9040, [try socket("::", 9040)]) == "accept, perhaps")
        #expect(proxied(to: "10.9.9.9", 9040, [try socket("10.9.9.9", 9040)]) == "accept, perhaps")
        // The packet's own port.
        #expect(proxied(0, [try socket("0.0.0.0", 80)]) == "accept, perhaps")
    }

    // MARK: The socket match

    private func matched(
        _ sockets: [Socket]?, transparent: Bool = true, nowildcard: Bool = false, _ packet: Packet = XtSample.packet()
    ) -> String {
        let match = XtSocket(transparent: transparent, nowildcard: nowildcard, restoresMark: false)
        return outcome(XtRule([.socket(match)], .drop), sockets, packet)
    }

    @Test func withoutASocketItDoesNotMatch() throws {
        #expect(matched([]) == "accept")
        #expect(matched([try socket("0.0.0.0", 81), try socket("10.0.0.3", 80)], nowildcard: true) == "accept")
        var ping = XtSample.packet()
        ping.transport = .icmp(.init(type: 8))
        #expect(matched([try socket("0.0.0.0", 80)], transparent: false, nowildcard: true, ping) == "accept")
    }

    /// A socket on all addresses counts only with --nowildcard.
    @Test func wildcards() throws {
        let all = [try socket("0.0.0.0", 80)]
        #expect(matched(all, transparent: false) == "accept")
        #expect(matched(all, transparent: false, nowildcard: true) == "drop")
    }

    @Test func whatCannotBeSeenIsNotGuessed() throws {
        #expect(matched([try socket("10.0.0.2", 80)]) == "unknown")
        #expect(matched([try socket("10.0.0.2", 80)], transparent: false) == "drop")
        #expect(matched(nil) == "unknown")
    }

    /// A connection's own socket is found by both ends.
    @Test func connectedSockets() throws {
        var connected = try socket("10.0.0.2", 80)
        connected.state = .established
        connected.dst = try #require(IPAddress("10.0.0.9"))
        connected.dport = 4000
        #expect(matched([connected], transparent: false) == "accept")
        connected.dst = try #require(IPAddress("10.0.0.1"))
        #expect(matched([connected], transparent: false) == "drop")
    }

    // MARK: IPsec

    /// XT_POLICY_MATCH_OUT is 2, _NONE is 4.
    @Test(arguments: [(UInt16(2), "accept"), (6, "drop")])
    func withoutIpsecNoPolicyMatches(flags: UInt16, verdict: String) {
        let rule = XtRule([.policy(XtIpsecPolicy(flags: flags, elements: 0))], .drop)
        #expect(outcome(rule, []) == verdict)
    }
}
