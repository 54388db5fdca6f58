import Analysis
import NetworkFacts
import NetworkModel
import Rules
import TestSupport
import Testing

@testable import Diagnosis

/// What could not be seen is never an OK.
@Suite struct CoverageTests {
    @Test func everyCheckIsCountedOnce() throws {
        for network in [SmallNetwork.pods(), Self.unread] {
            let report = try Diagnosed(network).report
            let coverage = report.coverage
            #expect(coverage.ok + coverage.found + coverage.unknown + coverage.skipped == report.checks.count)
            for (state, count) in [
                (CheckResult.State.ok, coverage.ok), (.found, coverage.found), (.unknown, coverage.unknown),
                (.skipped, coverage.skipped),
            ] { #expect(report.checks.count { $0.state == state } == count) }
            // Whoever does not know, or does not apply, says why.
            for check in report.checks where check.state == .unknown || check.state == .skipped {
                #expect(check.reason?.isEmpty == false, "\(check.id)")
            }
        }
    }

    private static var unread: SmallNetwork {
        var network = SmallNetwork.pods()
        network["node"].routes.coverage = .incomplete(reason: "the table kept changing while it was read")
        return network
    }

    @Test func aTableThatCouldNotBeReadIsUnknown() throws {
        let report = try Diagnosed(Self.unread).report
        #expect(report.verdict == .unknown)
        #expect(report.findings.filter { $0.severity > .info }.map(\.id) == [])
        let unknown = report.checks.filter { $0.state == .unknown }
        #expect(unknown.contains { $0.id == "pod-route-missing-on-node" })
        #expect(unknown.contains { $0.reason?.contains("kept changing") == true })
        #expect(report.incomplete.contains { $0.fact == "routes" && $0.reason.contains("kept changing") })
    }

    /// What is certain all the same beats what is unknown.
    @Test func aFaultBesideAGapIsFound() throws {
        var network = Self.unread
        network.change("lo", in: "red") { $0.flags = [.loopback] }
        let report = try Diagnosed(network).report
        #expect(report.verdict == .crit)
        #expect(report.findings.first?.id == "lo-down")
        #expect(report.coverage.unknown > 0)
    }

    /// From inside a container: the other end of the pair is somewhere that nobody can see.
    @Test func aNamespaceThatNobodySeesIsAGap() throws {
        var network = SmallNetwork.pods()
        network["red"].nsids = [:]
        network["red"].lostNsids = [0: "no process that we can see has it"]
        let report = try Diagnosed(network).report
        #expect(report.verdict == .unknown)
        #expect(report.incomplete.contains { $0.fact == "namespace with nsid 0" })
        #expect(report.topology.edges.contains { $0.known == "unresolved" })
    }

    @Test func scopeSaysHowMuchWasLookedAt() throws {
        let report = try Diagnosed(.pods()).report
        let scope = try #require(report.scope.first)
        #expect(scope.hasPrefix("3 namespaces, 9 links, "), "\(scope)")
        #expect(!report.notLookedAt.isEmpty)
    }

    /// crit beats unknown beats warn; where no check ran nothing is known.
    @Test(arguments: [
        ([Severity](), 1, 0, Verdict.ok), ([.info], 1, 0, .ok), ([.warn], 1, 0, .warn), ([.info, .warn], 1, 0, .warn),
        ([.warn, .crit], 1, 0, .crit), ([], 1, 1, .unknown), ([.warn], 1, 1, .unknown), ([.crit], 1, 1, .crit),
        ([], 0, 0, .unknown), ([.info], 0, 0, .unknown),
    ])
    func verdicts(severities: [Severity], ok: Int, unknown: Int, verdict: Verdict) {
        var coverage = Coverage()
        (coverage.ok, coverage.unknown) = (ok, unknown)
        let findings = severities.map { severity in
            Finding(
                id: "x", severity: severity, isRootCause: true, explains: [],
                subject: .init(netns: nil, object: "link", name: "x"), title: "", summary: "", evidence: [],
                confirm: [],
                fix: [], references: [], runbook: .init(id: "r", step: "s"))
        }
        #expect(Verdict(findings, coverage, QuestionCount()) == verdict)
    }

    @Test(
        "is never ok while a question that the target needs is lost or unknown",
        arguments: [
            ([Account.answered], Verdict.ok), ([.answered, .stopped], .warn),
            ([.answered, .uncertain("a rate")], .warn),
            ([.answered, .unknown("a program decides"), .stopped], .unknown), ([.answered, .meant], .ok),
        ])
    func questions(accounts: [Account], verdict: Verdict) {
        var coverage = Coverage()
        coverage.ok = 1
        #expect(Verdict([], coverage, QuestionCount(accounts)) == verdict)
    }
}
