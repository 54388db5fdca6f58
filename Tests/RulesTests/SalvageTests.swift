import Testing
import YAML

@testable import Rules

/// Of a file with mistakes the rest is used.
@Suite struct SalvageTests {
    private static let head = "api_version: nsdoctor/v1\nkind: Runbook\nmetadata: {id: x, version: 1.0.0, title: X}\n"
    private static let steps = "steps:\n  - {id: a, question: A?}\n  - {id: b, question: B?}\n"

    private func check(_ id: String, step: String = "a", _ more: String = "condition: \"true\"") -> String {
        """
          - id: \(id)
            title: T
            step: \(step)
            severity: warn
            \(more)
            subject: {object: link, name: "x"}
            message: m

        """
    }

    private func salvage(_ checks: [String], refusals: (Runbook) -> [Problem] = { _ in [] }) -> (Runbook?, [LeftOut]) {
        let text = Self.head + Self.steps + "checks:\n" + checks.joined()
        return Salvage.runbook(text: text, file: "site.yaml", refusals: refusals)
    }

    @Test func whatHoldsIsWhole() {
        let (runbook, leftOut) = salvage([check("one"), check("two", step: "b")])
        #expect(runbook?.checks.map(\.id.text) == ["one", "two"] && leftOut.isEmpty)
    }

    @Test(arguments: [0, 1, 2]) func theOneThatIsWrongIsLeftOut(position: Int) throws {
        var checks = [check("one"), check("two", step: "b"), check("three")]
        checks[position] = check("wrong", "conditoin: \"true\"")
        let (runbook, leftOut) = salvage(checks)
        #expect(runbook?.checks.count == 2 && runbook?.checks.contains { $0.id.text == "wrong" } == false)
        let only = try #require(leftOut.first)
        #expect(leftOut.count == 1 && only.part == "check wrong" && only.problems.count == 2)
        #expect(only.sentence.hasPrefix("site.yaml:") && only.sentence.contains("check wrong is not applied: "))
    }

    /// What stands on a wrong step goes with it, and is told for itself.
    @Test func oneMistakeMayTakeOthersWithIt() {
        let text =
            Self.head + "steps:\n  - {id: a, question: A?}\n  - {id: b, qestion: B?}\nchecks:\n" + check("one")
            + check("two", step: "b")
        let (runbook, leftOut) = Salvage.runbook(text: text, file: "site.yaml") { _ in [] }
        #expect(runbook?.checks.map(\.id.text) == ["one"])
        #expect(leftOut.map(\.part) == ["step b", "check two"])
    }

    @Test func whatIsRefusedLaterIsLeftOutAsWell() {
        let (runbook, leftOut) = salvage([check("one"), check("two")]) { runbook in
            runbook.checks.filter { $0.id.text == "two" }.map {
                runbook.source.problem(at: $0.condition.place, "no such fact")
            }
        }
        #expect(runbook?.checks.map(\.id.text) == ["one"])
        #expect(leftOut.map(\.sentence) == ["site.yaml:15: check two is not applied: no such fact"])
    }

    /// A mistake that lies in no part, or in another file, takes the whole file.
    @Test func someTakeTheWholeFile() {
        for text in ["a: [b", "- x", Self.head.replacing("metadata", with: "metdata"), ""] {
            let (runbook, leftOut) = Salvage.runbook(text: text, file: "site.yaml") { _ in [] }
            #expect(runbook == nil && leftOut.count == 1 && leftOut.first?.part == nil, "\(text)")
        }
        let (runbook, leftOut) = salvage([check("one")]) { _ in
            [Problem(file: "other.yaml", place: .start, message: "there is another check 'one'")]
        }
        #expect(runbook == nil && leftOut.map(\.part) == [nil])
        // Steps alone are a checklist still.
        let steps = salvage([check("one", "x: y")])
        #expect(steps.0?.checks.isEmpty == true && steps.0?.steps.count == 2 && steps.1.count == 1)
    }

    @Test func entriesOfOverridesAreOneByOne() {
        let text = """
            api_version: nsdoctor/v1
            kind: Overrides
            disable:
              - {check: lo-down, reason: x}
              - {check: lo-down}
            severity: [{check: a, severity: crit}, {check: b, severity: awful}]
            exceptions:
              - {check: c, match: "true", reason: x, expires: tomorrow}
            """
        let (overrides, leftOut) = Salvage.overrides(text: text, file: "o.yaml") { _ in [] }
        #expect(overrides?.disable.count == 1 && overrides?.severity.map(\.check.text) == ["a"])
        #expect(overrides?.exceptions.isEmpty == true)
        #expect(leftOut.map(\.part) == ["what disables lo-down", "the severity of b", "an exception for c"])
    }

    /// Random cuts of a sound file never trap, and what is left can be used.
    @Test(arguments: 0..<200) func mutilatedFilesDoNoHarm(seed: Int) {
        let text = Self.head + Self.steps + "checks:\n" + (0..<4).map { check("c\($0)") }.joined()
        let bytes = Array(text.utf8)
        let (start, length) = (seed * 7919 % bytes.count, 1 + seed % 40)
        let cut = bytes[..<start] + bytes[min(bytes.count, start + length)...]
        let (runbook, leftOut) = Salvage.runbook(text: String(decoding: cut, as: UTF8.self), file: "s.yaml") { _ in [] }
        #expect(runbook != nil || !leftOut.isEmpty)
    }
}
