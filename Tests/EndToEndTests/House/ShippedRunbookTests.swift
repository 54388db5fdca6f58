import Foundation
import Labs
import NetworkFacts
import Rules
import TestSupport
import Testing
import YAML

/// The shipped checks keep what the runbook format promises.
@Suite struct ShippedRunbookTests {
    @Test func lintHasNothingToSay() throws {
        let outcome = try Command.nsdoctor(["runbook", "lint"])
        #expect(outcome.output == "")
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
    }

    /// All of them hold, and none says in `explains` what no case of its own needs: what the simulated repair tells
    /// nobody has to.
    @Test(.needsSandbox, arguments: try ShippedRunbooks.all().map(\.id))
    func casesHoldAndNeedWhatIsExplained(in runbook: String) async throws {
        let checks = try #require(try ShippedRunbooks.all().first { $0.id == runbook }).checks
        let words = ["runbook", "test"] + checks.flatMap { ["--check", $0.id.text] }
        let outcome = try await Sandboxes.nsdoctor(words)
        let count = checks.map(\.cases.count).reduce(0, +)
        #expect(outcome.output == "\(count) of \(count) cases hold\n")
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
    }

    /// Each check proves itself firing and silent.
    @Test func everyCheckHasBothCases() throws {
        let checks = try ShippedRunbooks.all().flatMap(\.checks)
        #expect(checks.count > 30)
        for check in checks {
            let states = Set(check.cases.map { "\($0.expect)" })
            #expect(states.contains { $0.contains("found") }, "\(check.id.text) has no case in which it fires")
            #expect(
                states.contains { $0.contains("ok") || $0.contains("skipped") }, "\(check.id.text) has no silent case")
        }
    }

    @Test func idsAreUniqueAndExplained() throws {
        let runbooks = try ShippedRunbooks.all()
        let ids = runbooks.flatMap(\.checks).map(\.id.text)
        #expect(Set(ids).count == ids.count)
        let reference = CheckReference(runbooks)
        for id in ids { #expect(reference.explanation(of: id)?.text().contains(id) == true) }
    }

    /// What a check claims to explain is a check, or a finding that some lab waits for.
    @Test func whatIsExplainedExists() throws {
        let checks = try ShippedRunbooks.all().flatMap(\.checks)
        let awaited = LabCatalog.shipped.compactMap { try? Lab($0) }.flatMap(\.faults).compactMap(\.expect?.finding)
        let known = Set(checks.map(\.id.text)).union(awaited)
        for check in checks {
            for id in check.explains {
                #expect(known.contains(id.text), "\(check.id.text) explains \(id.text), which nobody finds")
            }
        }
    }
}
