import Addresses
import Analysis
import NetworkModel
import PacketTrace
import TestSupport
import Testing

@testable import Diagnosis

/// Where the node ends: at a card, or at a pair whose other end lies where nobody may look.
@Suite struct EdgeTests {
    enum Edge: CaseIterable { case card, hiddenPair }

    /// The pods of a node whose uplink is one of both.
    private static func pods(_ edge: Edge, _ change: (inout SmallNetwork) -> Void = { _ in }) throws -> Diagnosed {
        var network = SmallNetwork.pods()
        if edge == .hiddenPair {
            network.change("eth0", in: "node") { link in
                link.infoKind = "veth"
                (link.linkIndex, link.linkNetnsid) = (99, 9)
            }
            network["node"].lostNsids[9] = "no process, name, mount or descriptor that we can see has it"
        }
        change(&network)
        return try Diagnosed(network)
    }

    @Test(arguments: Edge.allCases)
    func whatLeavesIsAnsweredByTheSameLink(edge: Edge) throws {
        let said = try Self.pods(edge)
        #expect(said.report.verdict == .ok, "\(said.words)")
        #expect(said.report.incomplete == [] && said.report.vantage == nil)
        let out = try #require(said.report.paths.first { $0.question == "default-route" })
        #expect(out.forward.result == "left-node" && out.reply?.result == "delivered")
        #expect(said.report.questions.wanted > 0 && said.report.questions.answered == said.report.questions.wanted)
    }

    /// What stops only the answer is found although nobody saw who sent it.
    @Test(arguments: Edge.allCases)
    func anAnswerIsStoppedOnItsWayBackIn(edge: Edge) throws {
        let said = try Self.pods(edge) {
            $0.chain("forward", .filter(.forward), [.entering("eth0") + .drop], in: "node")
        }
        #expect(said.rootCauses == ["path-blocked"], "\(said.words)")
        #expect(said.report.verdict == .crit)
        #expect(said.report.plan.last.map { $0.answered == $0.wanted } == true)
    }

    /// A card without a cable is no way out, wherever the cable would lead.
    @Test(arguments: Edge.allCases)
    func anEdgeWithoutCarrierLeadsNowhere(edge: Edge) throws {
        let said = try Self.pods(edge) { network in
            network.change("eth0", in: "node") { link in
                link.flags.subtract([.running, .lowerUp])
                link.operstate = .down
            }
        }
        #expect(said.report.verdict != .ok)
    }

    // MARK: Untranslated

    private static func untranslated(_ change: (inout SmallNetwork) -> Void = { _ in }) throws -> Diagnosed {
        try pods(.card) { network in
            network["node"].ruleset?.tables.rows = []
            change(&network)
        }
    }

    private static func entry(answered: Bool, translated: Bool = false) -> ConntrackEntry {
        let (pod, far) = (IPAddress(family: .inet, bits: 0x0a00_000b), IPAddress(family: .inet, bits: 0x0808_0808))
        let node = IPAddress(family: .inet, bits: 0xc000_0202)
        var original = ConntrackEntry.Tuple(src: pod, dst: far, proto: 6)
        (original.sport, original.dport) = (40000, 443)
        var reply = ConntrackEntry.Tuple(src: far, dst: translated ? node : pod, proto: 6)
        (reply.sport, reply.dport) = (443, 40000)
        var entry = ConntrackEntry(original: original, reply: reply)
        if answered { entry.status.insert(.seenReply) }
        return entry
    }

    @Test func aPrivateSourceThatLeavesIsLikelyLost() throws {
        let said = try Self.untranslated()
        let found = try said.finding("masquerade-missing")
        #expect(found.certainty == .likely && found.severity == .warn && found.isRootCause)
        #expect(said.report.verdict == .warn)
    }

    @Test func connectionsThatNobodyAnsweredWeighMore() throws {
        let said = try Self.untranslated { $0.track([Self.entry(answered: false)], in: "node") }
        #expect(try said.finding("masquerade-missing").severity == .crit)
    }

    @Test func oneThatWasTranslatedProvesIt() throws {
        let said = try Self.untranslated { $0.track([Self.entry(answered: true, translated: true)], in: "node") }
        let found = try #require(said.report.findings.first { $0.isRootCause })
        #expect(found.certainty == .proved && found.severity == .crit)
    }

    @Test func oneThatWasAnsweredSpeaksForAWayBack() throws {
        let said = try Self.untranslated { $0.track([Self.entry(answered: true)], in: "node") }
        #expect(said.report.verdict == .ok, "\(said.words)")
    }

    @Test func aRouterThatAnnouncesItsNetworksIsAnswered() throws {
        let said = try Self.untranslated { network in
            network.route(
                Route(
                    dst: IPPrefix("198.51.100.0/24") ?? .everything(.inet), proto: 186,
                    nexthops: [
                        NextHop(ifindex: network.ifindex("eth0", in: "node"), gateway: IPAddress("192.0.2.1"))
                    ]), in: "node")
        }
        #expect(said.report.verdict == .ok, "\(said.words)")
    }

    // MARK: Inside

    /// From inside a container nobody can tell what it is plugged into.
    @Test func theTargetsOwnLinkIsNoEdge() throws {
        var network = SmallNetwork.pods()
        network.change("eth0", in: "red") { $0.linkNetnsid = 77 }
        network["red"].lostNsids[77] = "no process, name, mount or descriptor that we can see has it"
        let said = try Diagnosed(network)
        #expect(said.report.verdict == .unknown)
        #expect(said.report.vantage?.hasPrefix("seen from inside only: the other end of eth0") == true)
        #expect(!said.report.openQuestions.isEmpty)
    }
}
