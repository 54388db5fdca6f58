import Addresses
import Analysis
import NetworkModel
import TestSupport
import Testing

@testable import Diagnosis

/// What is made of what came of real packets of a pod, in a network where all is well but what a test changes.
@Suite struct ProbeTests {
    private func order(_ kind: ProbeOrder.Kind, _ dst: String, port: UInt16? = nil, in network: SmallNetwork) throws
        -> ProbeOrder
    {
        var order = ProbeOrder(
            from: network.id("red"), kind, to: try #require(IPAddress(dst)), port: port, question: "to", isWanted: true)
        if kind == .pathMTU { order.mtu = 1500 }
        return order
    }

    /// - Parameter before: what was foretold; nil for what is now.
    private func verdict(
        _ kind: ProbeOrder.Kind, _ dst: String, port: UInt16? = nil, _ outcome: ProbeResult.Outcome,
        before: Foretold? = nil, seesOutside: Bool = true, _ change: (inout SmallNetwork) -> Void = { _ in },
        _ more: (inout ProbeResult) -> Void = { _ in }
    ) throws -> (JudgedProbe.Verdict?, Diagnosed) {
        var network = SmallNetwork.pods(seesOutside: seesOutside)
        change(&network)
        var result = ProbeResult(try order(kind, dst, port: port, in: network), outcome)
        result.foretold = before
        result.sent = 3
        more(&result)
        network.change {
            $0.probing = ProbeRun(startedAt: "2026-01-01T00:00:01Z", milliseconds: 3000, results: [result])
        }
        let said = try Diagnosed(network)
        return (said.report.probing?.questions.first?.verdict, said)
    }

    private static func forwardsNothing(_ network: inout SmallNetwork) {
        network["node"].sysctls["net.ipv4.ip_forward"] = .known("0")
        network.change("br0", in: "node") { $0.inet?.forwarding = 0 }
    }

    @Test(
        arguments: [
            (ProbeOrder.Kind.echo, "11.0.0.1", nil, ProbeResult.Outcome.answered, JudgedProbe.Verdict.agrees),
            (.echo, "11.0.0.1", nil, .silent, .fails), (.echo, "11.0.0.1", nil, .failed, .fails),
            (.echo, "11.0.0.1", nil, .error, .fails), (.echo, "11.0.0.1", nil, .unsent, .undecided),
            (.tcp, "11.0.0.1", 443, .refused, .fails), (.tcp, "11.0.0.1", 444, .refused, .agrees),
            (.tcp, "11.0.0.1", 444, .answered, .works), (.tcp, "11.0.0.1", 444, .silent, .agrees),
            // A program may say nothing.
            (.dns, "203.0.113.53", 53, .silent, .unanswered), (.dns, "203.0.113.53", 53, .answered, .agrees),
            (.udp, "203.0.113.53", 53, .silent, .undecided), (.neighbor, "10.0.0.1", nil, .answered, .agrees),
            (.neighbor, "10.0.0.1", nil, .silent, .unanswered),
        ] as [(ProbeOrder.Kind, String, UInt16?, ProbeResult.Outcome, JudgedProbe.Verdict)])
    func inSight(
        kind: ProbeOrder.Kind, dst: String, port: UInt16?, outcome: ProbeResult.Outcome,
        verdict expected: JudgedProbe.Verdict
    ) throws {
        let (verdict, said) = try verdict(kind, dst, port: port, outcome)
        #expect(verdict == expected)
        #expect(
            said.report.findings.contains { $0.id == "model-disagrees" } == (expected == .fails || expected == .works))
    }

    @Test(arguments: [
        (ProbeResult.Outcome.answered, JudgedProbe.Verdict.works), (.silent, .agrees), (.error, .agrees),
        (.failed, .agrees),
        (.refused, .works),
    ])
    func stopped(outcome: ProbeResult.Outcome, expected: JudgedProbe.Verdict) throws {
        let (verdict, said) = try verdict(.tcp, "11.0.0.1", port: 443, outcome, Self.forwardsNothing)
        #expect(verdict == expected)
        // What stops it is the cause; that real packets prove it is no other.
        #expect(said.rootCauses.contains("forwarding-off-per-interface"))
        #expect(!said.rootCauses.contains("probe-stopped"))
    }

    @Test func outside() throws {
        let (silent, said) = try verdict(.tcp, "8.8.8.8", port: 443, .silent, seesOutside: false)
        #expect(silent == .unanswered)
        #expect(said.rootCauses == ["probe-unanswered"])
        let (answered, calm) = try verdict(.echo, "8.8.8.8", .answered, seesOutside: false)
        #expect(answered == .agrees)
        #expect(calm.report.verdict == .ok)
        let (told, _) = try verdict(.echo, "8.8.8.8", .error, seesOutside: false) { _ in
        } _: {
            $0.from = IPAddress("192.0.2.1")
            $0.icmp = .init(type: 3, code: 13)
        }
        #expect(told == .turnedBack)
        // By our own kernel: it knows nobody who has the next hop's address, which is outside.
        for (code, expected) in [(1, JudgedProbe.Verdict.unanswered), (13, .fails)] {
            let (verdict, _) = try verdict(.echo, "8.8.8.8", .error, seesOutside: false) { _ in
            } _: {
                $0.from = IPAddress("10.0.0.1")
                $0.icmp = .init(type: 3, code: code)
            }
            #expect(verdict == expected)
        }
    }

    @Test func whatChangedMeanwhileIsNoDisagreement() throws {
        let (verdict, said) = try verdict(.echo, "11.0.0.1", .silent, before: Foretold(.stopped))
        #expect(verdict == .agrees)
        #expect(!said.report.findings.contains { $0.id == "model-disagrees" })
        let (chance, _) = try self.verdict(.echo, "11.0.0.1", .silent, before: Foretold(.uncertain))
        #expect(chance == .undecided)
    }

    @Test(arguments: [
        (ProbeResult.Sizes(answered: 1500), JudgedProbe.Verdict.agrees, [String]()),
        (.init(answered: 1400, unanswered: 1401), .fails, ["model-disagrees", "probe-path-mtu"]),
        (.init(answered: 1400, unanswered: 1401, told: 1400), .fails, ["model-disagrees", "probe-path-mtu"]),
    ])
    func sizes(sizes: ProbeResult.Sizes, expected: JudgedProbe.Verdict, findings: [String]) throws {
        let (verdict, said) = try verdict(.pathMTU, "11.0.0.1", .answered) { _ in
        } _: {
            $0.sizes = sizes
        }
        #expect(verdict == expected)
        #expect(said.report.findings.map(\.id).sorted() == findings)
        #expect(
            said.report.findings.first { $0.id == "probe-path-mtu" }.map { $0.severity == .info }
                == (findings.isEmpty ? nil : sizes.told != nil))
    }
}
