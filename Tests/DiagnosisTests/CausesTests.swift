import Testing

@testable import Diagnosis
@testable import Rules

@Suite struct CausesTests {
    private func outcome(
        _ id: String, explains: [String] = [], excuses: [String] = [], affects: [UInt64]? = [1],
        severity: CheckSeverity = .crit,
        name: String = "x", netns: CheckFinding.Netns? = nil
    ) -> CheckOutcome {
        let finding = CheckFinding(
            severity: severity, subject: .init(netns: netns, object: "link", name: name), title: id, summary: id,
            evidence: [],
            confirm: [], fix: [], references: [], explains: explains, excuses: excuses, affects: affects)
        return CheckOutcome(
            id: id, title: id, runbook: "r", step: "s", state: .found, reason: nil, findings: [finding],
            counts: .init(),
            rulesOut: [])
    }

    private func accepted(_ outcome: CheckOutcome) -> CheckOutcome {
        var outcome = outcome
        (outcome.accepted, outcome.findings, outcome.state) = (outcome.findings, [], .ok)
        return outcome
    }

    @Test func whatFollowsFromAnAcceptedCauseIsAccepted() {
        let cause = accepted(outcome("cause", explains: ["effect"]))
        #expect(Causes.ranked([cause, outcome("effect", explains: ["last"]), outcome("last")]) == [])
        #expect(roots([cause, outcome("effect", affects: [2])]) == ["effect"])
        #expect(roots([cause, outcome("effect"), outcome("other", explains: ["effect"])]) == ["other"])
    }

    private func roots(_ outcomes: [CheckOutcome]) -> [String] {
        Causes.ranked(outcomes).filter(\.isRootCause).map(\.id)
    }

    @Test func aConsequenceIsFoldedUnderItsCause() {
        let ranked = Causes.ranked([outcome("effect"), outcome("cause", explains: ["effect"])])
        #expect(ranked.map(\.id) == ["cause", "effect"])
        #expect(ranked.map(\.isRootCause) == [true, false])
        #expect(ranked[0].explains == ["effect"])
    }

    @Test func aCauseElsewhereExplainsNothingHere() {
        #expect(
            roots([outcome("cause", explains: ["effect"], affects: [1]), outcome("effect", affects: [2])]) == [
                "cause", "effect",
            ])
    }

    @Test func ofTwoThatExplainEachOtherTheEarlierStands() {
        #expect(roots([outcome("a", explains: ["b"]), outcome("b", explains: ["a"])]) == ["a"])
    }

    @Test func worstComesFirst() {
        #expect(
            roots([outcome("low", severity: .info), outcome("high"), outcome("mid", severity: .warn)]) == [
                "high", "mid", "low",
            ])
    }

    @Test func whatThePacketMeetsComesFirst() {
        let here = CheckFinding.Netns(inode: 7, names: ["here"])
        let ranked = Causes.ranked(
            [
                outcome("switch", netns: here), outcome("filter", name: "y", netns: here),
                outcome("note", severity: .info, name: "y", netns: here),
            ],
            met: [Causes.Met(inode: 7, name: "y"): 0])
        #expect(ranked.map(\.id) == ["filter", "switch", "note"])
    }

    @Test func aCauseIsAsGraveAsWhatFollowsFromIt() {
        let ranked = Causes.ranked([
            outcome("far", severity: .crit), outcome("near", explains: ["far"], severity: .warn),
            outcome("cause", explains: ["near"], severity: .warn),
        ])
        #expect(ranked.map(\.id) == ["cause", "far", "near"])
        #expect(ranked.map(\.severity) == [.crit, .crit, .crit])
    }

    @Test func aNoteExplainsNoFault() {
        #expect(
            roots([outcome("effect"), outcome("note", explains: ["effect"], severity: .info)]) == ["effect", "note"])
    }

    @Test func whatIsExcusedHurtsNobody() {
        let ranked = Causes.ranked([outcome("effect"), outcome("unused", excuses: ["effect"], severity: .info)])
        #expect(ranked.map(\.id) == ["unused", "effect"])
        #expect(ranked.map(\.severity) == [.info, .info])
    }

    @Test func oneObjectIsOneFindingHoweverManyItHits() {
        let ranked = Causes.ranked([outcome("a", affects: [1]), outcome("a", affects: [2])])
        #expect(ranked.count == 1)
        #expect(ranked[0].summary.contains("2 namespaces"))
    }
}
