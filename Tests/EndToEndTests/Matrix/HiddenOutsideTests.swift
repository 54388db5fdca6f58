import Labs
import TestSupport
import Testing

/// What a user of a node could know is the same whether the outside is in sight, as in a lab, or hidden, as on a node
/// whose uplink ends in a namespace that nobody there may enter.
@Suite(.needsSandbox) struct HiddenOutsideTests {
    /// The lab says where the outside is needed to know the cause.
    @Test(arguments: LabPlace.faults)
    func theRootCauseIsTheSame(of place: LabPlace) async throws {
        guard let run = try await LabRuns.of(place).hidden else { return }
        let cause = place.hidden ?? place.expect?.finding
        // Where addresses leave as they are, that is in doubt beside it.
        let doubts = run.leadsBack ? ["masquerade-missing", "ipv6-no-nat-no-route"] : []
        let causes = run.report.rootCauses.map(\.id).filter { $0 == cause || !doubts.contains($0) }
        #expect(causes == [cause].filter { $0 != "nothing" }, "\(run.report.summaries)")
        #expect(run.status == run.report.expectedStatus)
        if place.expect?.severity != .info, place.hidden != "nothing" { #expect(run.status != 0) }
    }

    /// Where the outside leads back to addresses that nobody translates, that alone is in doubt, and said to be likely.
    @Test(arguments: LabPlace.harmless)
    func healthyIsSilent(at place: LabPlace) async throws {
        guard let run = try await LabRuns.of(place).hidden else { return }
        #expect(run.report.unknownChecks == [])
        let doubt = place.hidden ?? (run.leadsBack ? "masquerade-missing" : nil)
        #expect(run.alarms == (doubt.map { ["warn \($0)"] } ?? []), "\(run.report.summaries)")
        #expect(run.status == (doubt == nil ? 0 : 1))
    }

    /// An answer from further out, that a stateful firewall has seen, is proof that somebody there knows the way back.
    @Test func whoIsAnsweredIsNotInDoubt() async throws {
        let talk = """
            iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
            ip netns exec pod-a ping -c 1 -W 5 198.51.100.7
            """
        let script = try #require(HiddenRun.script(in: try LabCatalog.find("routed"), typing: talk))
        let run = try #require(try HiddenRun(try await script.result(as: HiddenRun.Answer.self)), "no outside")
        #expect(run.leadsBack)
        #expect(run.alarms == [])
        #expect(run.status == 0)
    }
}

extension HiddenRun {
    /// What is graver than a note.
    fileprivate var alarms: [String] {
        report.findings.filter { $0.severity != "info" }.map { "\($0.severity) \($0.id)" }
    }
}
