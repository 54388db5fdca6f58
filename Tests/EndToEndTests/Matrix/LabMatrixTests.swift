import Foundation
import Labs
import Testing

/// Every shipped lab: silent while nothing is wrong; broken, the one root cause that the lab names.
@Suite(.needsSandbox) struct LabMatrixTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var lab: String
        var change: String?
        var expect: LabFault.Expectation?
        var testDescription: String { "\(lab) \(change ?? "healthy")" }
    }

    static let labs = LabCatalog.shipped.compactMap { try? Lab($0) }

    static let harmless = labs.flatMap { lab in
        [Case(lab: lab.id)] + lab.variants.map { Case(lab: lab.id, change: $0.id) }
    }

    /// Faults whose finding is a shipped check. The others wait for their check.
    static let faults = labs.flatMap { lab in
        lab.faults.compactMap { fault in
            fault.expect.flatMap { expect in
                ShippedChecks.ids.contains(expect.finding) ? Case(lab: lab.id, change: fault.id, expect: expect) : nil
            }
        }
    }

    @Test func mostFaultsHaveTheirCheck() {
        let all = Self.labs.flatMap(\.faults)
        print(
            "lab matrix: \(Self.harmless.count) harmless networks, \(Self.faults.count) of \(all.count) faults have a check"
        )
        #expect(Self.faults.count > all.count / 2)
    }

    @Test(arguments: harmless)
    func healthyIsSilent(at place: Case) async throws {
        let run = try await LabRuns.of(place.lab, place.change)
        #expect(run.live.findings.filter { $0.severity != "info" }.map(\.summary) == [])
        #expect(run.live.unknownChecks == [])
        #expect(run.live.verdict == "ok")
        #expect(run.liveStatus == 0)
    }

    @Test(arguments: faults)
    func theFaultIsTheOneRootCause(at place: Case) async throws {
        let run = try await LabRuns.of(place.lab, place.change)
        #expect(run.live.rootCauses.map(\.id) == [place.expect?.finding], "\(run.live.findings.map(\.summary))")
        #expect(run.liveStatus == run.live.expectedStatus)
    }

    @Test(arguments: faults)
    func itIsAsGraveAsTheLabSays(at place: Case) async throws {
        let run = try await LabRuns.of(place.lab, place.change)
        let expect = try #require(place.expect)
        #expect(run.live.findings.filter { $0.id == expect.finding }.map(\.severity).contains(expect.severity.rawValue))
        #expect(
            run.live.verdict == (expect.severity == .info ? "ok" : expect.severity.rawValue), "\(run.live.summaries)")
    }

    @Test(arguments: faults)
    func itIsAboutWhatTheLabSays(at place: Case) async throws {
        let run = try await LabRuns.of(place.lab, place.change)
        let expect = try #require(place.expect)
        let found = try #require(run.live.findings.first { $0.id == expect.finding })
        if let object = expect.object { #expect(found.subject.object == object) }
        if let name = expect.name { #expect(found.subject.name == name) }
        switch expect.netns {
        case nil: break
        case "host": #expect(found.subject.netns?.inode == run.ownInode)
        case let name?: #expect(found.subject.netns?.names == [name] || found.subject.name == name)
        }
    }

    /// The same engine on a snapshot: the same findings, checks and exit status.
    @Test(arguments: harmless + faults)
    func aSnapshotSaysTheSame(at place: Case) async throws {
        var run = try await LabRuns.of(place.lab, place.change)
        // Between the live look and the snapshot a neighbour may age; twice in a row it will not.
        if run.live != run.replayed { run = try await LabRun.of(place.lab, place.change) }
        #expect(run.replayed.findings == run.live.findings)
        #expect(run.replayed.checks == run.live.checks)
        #expect(run.replayedStatus == run.liveStatus)
    }
}
