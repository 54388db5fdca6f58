import Labs
import TestSupport
import Testing

/// Every shipped lab: silent while nothing is wrong; broken, the one root cause that the lab names; and packets, fixes
/// and snapshots hold it against reality.
@Suite(.needsSandbox) struct LabMatrixTests {
    @Test func mostFaultsHaveTheirCheck() {
        let faults = LabPlace.every.filter { $0.change == .fault }
        let known = faults.count { $0.expect != nil }
        print(
            "lab matrix: \(LabPlace.every.count - faults.count) harmless networks, \(known) of \(faults.count) faults have a check"
        )
        #expect(known > faults.count / 2)
    }

    /// Each lab, whole and broken in each of its ways, really behaves as it says. A probe waits for one second; on a busy
    /// machine that can be too short, but not twice in a row.
    @Test(arguments: LabPlace.all)
    func probesBehaveAsDeclared(at place: LabPlace) async throws {
        let run = try await LabRuns.of(place, unless: { !$0.surprises.isEmpty })
        #expect(run.surprises == [])
    }

    @Test(arguments: LabPlace.harmless)
    func healthyIsSilent(at place: LabPlace) async throws {
        let run = try await LabRuns.of(place)
        #expect(run.live.findings.filter { $0.severity != "info" }.map(\.summary) == [])
        #expect(run.live.unknownChecks == [])
        #expect(run.live.verdict == "ok")
        #expect(run.liveStatus == 0)
    }

    @Test(arguments: LabPlace.faults)
    func theFaultIsTheOneRootCause(at place: LabPlace) async throws {
        let run = try await LabRuns.of(place)
        #expect(run.live.rootCauses.map(\.id) == [place.expect?.finding], "\(run.live.findings.map(\.summary))")
        #expect(run.liveStatus == run.live.expectedStatus)
    }

    @Test(arguments: LabPlace.faults)
    func itIsAsGraveAsTheLabSays(at place: LabPlace) async throws {
        let run = try await LabRuns.of(place)
        let expect = try #require(place.expect)
        #expect(run.live.findings.filter { $0.id == expect.finding }.map(\.severity).contains(expect.severity.rawValue))
        #expect(
            run.live.verdict == (expect.severity == .info ? "ok" : expect.severity.rawValue), "\(run.live.summaries)")
    }

    @Test(arguments: LabPlace.faults)
    func itIsAboutWhatTheLabSays(at place: LabPlace) async throws {
        let run = try await LabRuns.of(place)
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

    /// The same engine on a snapshot: the same findings, checks and exit status. Between the live look and the snapshot a
    /// neighbour may age; twice in a row it will not.
    @Test(arguments: LabPlace.harmless + LabPlace.faults)
    func aSnapshotSaysTheSame(at place: LabPlace) async throws {
        let run = try await LabRuns.of(place, unless: { $0.live.steady != $0.replayed.steady })
        #expect(run.replayed.steady.findings == run.live.steady.findings)
        #expect(run.replayed.steady.checks == run.live.steady.checks)
        #expect(run.replayedStatus == run.liveStatus)
    }

    /// What `nsdoctor path` says is what a ping, UDP or TCP packet does moments later: probes of the lab, and pings
    /// between its places.
    @Test(arguments: LabPlace.walked)
    func packetsGoAsOnPaper(at place: LabPlace) async throws {
        let counts = try #require(try await LabRuns.of(place).paths).check()
        #expect(counts["unknown", default: 0] == 0)
        #expect(counts["probes", default: 0] > 0)
    }

    /// A fix does what it promises: typed as it is printed, the finding is gone afterwards. What another fix has made
    /// pointless is typed in a lab of its own.
    @Test(arguments: LabPlace.faults)
    func fixesAreCures(at place: LabPlace) async throws {
        let counts = try #require(try await LabRuns.of(place).fixes).check()
        #expect(counts["causes"] == 1)
        for number in counts.keys.compactMap({ $0.wholeMatch(of: /alternative ([0-9]+)/)?.output.1 }) {
            let alone = Script("fixes.py", [String(number)], lab: place.lab, fault: place.id)
            #expect(try await alone.check()["cured"] == 1)
        }
    }
}
