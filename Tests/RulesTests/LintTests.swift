import YAML
import Testing

@testable import Rules

@Suite("Lint")
struct LintTests {
    private static let whole: KeyValuePairs<String, String?> = [
        "doc": "why", "evidence": "[{fact: a, observed: b}]", "confirm": "[see]",
        "cases": "[{name: a, snapshot: s, expect: found}, {name: b, snapshot: s, expect: ok}]",
    ]

    /// The warnings about a check that is whole but for some changes.
    private func warnings(_ changes: KeyValuePairs<String, String?>) throws -> [String] {
        let keys = (Array(Self.whole) + Array(changes)).map { ($0.key, $0.value) }
        let text = Samples.header + Samples.check(pairs: keys)
        return RunbookLinter.lint(text: text, file: "p.yaml", schema: Toys.schema).map {
            #expect($0.severity == .warning, "\($0.description)")
            return $0.message
        }
    }

    @Test("nothing is said about a good check")
    func silent() throws {
        #expect(try warnings([:]) == [])
    }

    @Test(
        "what looks wrong is a warning",
        arguments: [
            ("doc", nil, "'dog-heavy' has no doc"),
            ("evidence", nil, "'dog-heavy' shows no evidence"),
            ("confirm", nil, "'dog-heavy' has no command to confirm it"),
            ("cases", "[{name: b, snapshot: s, expect: ok}]", "'dog-heavy' has no case in which it finds something"),
            ("cases", "[{name: b, snapshot: s, expect: found}]", "'dog-heavy' has no case in which it stays silent"),
            ("explains", "[dog-heavy]", "a check does not explain itself"),
            ("explains", "[dog-heayv]", "there is no check 'dog-heayv'"),
            ("when", "\"false\"", "'when' is always false, so the check is always skipped"),
            ("when", "1 < 2", "'when' is always true"),
            ("let", "{x: d.name}", "the variable 'x' is never used"),
        ])
    func warned(_ key: String, _ value: String?, _ message: String) throws {
        #expect(try warnings([key: value]) == [message])
    }

    @Test("an explanation that none is, whatever is found")
    func needlessExplanations() throws {
        func said(_ severity: String, _ role: String = "cause", of other: KeyValuePairs<String, String?>) -> [String] {
            let first = Samples.check(["severity": severity, "role": role, "explains": "[dog-odd]"])
            let other = Samples.check(pairs: [("id", "dog-odd")] + other.map { ($0.key, $0.value) })
            let problems = RunbookLinter.lint(text: Samples.text(first, other), file: "p.yaml", schema: Toys.schema)
            return problems.filter { $0.excerpt.contains("explains: [dog-odd]\n") }.map {
                #expect($0.excerpt.hasSuffix("explains: [dog-odd]\n" + caret($0)))
                return $0.message
            }
        }
        let last: KeyValuePairs<String, String?> = ["role": "last_resort"]
        let note = "'dog-odd' does not follow from this: it is always warn, and a note explains no fault"
        let dice = "\"d.weight > 30 ? 'info' : 'warn'\""
        #expect(said("crit", of: last) == ["'dog-odd' need not be named: it follows from every finding that is crit"])
        #expect(said("warn", of: last) == [])
        #expect(said("info", of: ["severity": "warn"]) == [note])
        #expect(said("info", of: ["severity": "info"]) == [])
        #expect(said("info", of: ["severity": dice]) == [])
        #expect(said(dice, of: ["severity": "warn"]) == [])
        #expect(
            said("crit", "last_resort", of: [:]) == [
                "a last resort explains only others: 'dog-odd' is known better where it is found"
            ])
        #expect(said("crit", "last_resort", of: last) == [])
    }

    @Test("old names are read, and lint says what they are called now")
    func oldNames() throws {
        let old = Samples.check(["for_each": "{p: persons, d: p.dogs}", "condition": "d.heft > params.limit"])
        let problems = RunbookLinter.lint(text: Samples.text(old), file: "p.yaml", schema: Toys.schema)
        let renamed = problems.filter { $0.message.contains("is now called") }
        #expect(
            renamed.map(\.message) == ["'persons' is now called 'people'", "'heft' is now called 'weight'"])
        #expect(renamed.allSatisfy { $0.severity == .warning })
        #expect(renamed.last?.excerpt.hasSuffix("d.heft > params.limit\n" + caret(renamed.last)) == true)
        let outcome = try Samples.outcome(old, [Person(name: "A", dogs: [Dog(name: "Rex", weight: 30)])])
        #expect(outcome.state == .found && outcome.findings.map(\.summary) == ["Rex has 30 kg"])
    }

    private func caret(_ problem: Problem?) -> String {
        String(repeating: " ", count: (problem?.column ?? 0) + 1) + "^"
    }

    @Test("old names are not offered to anybody")
    func oldNamesAreNotOffered() throws {
        #expect(!Toys.schema.json.contains("heft") && !Toys.schema.markdown().contains("persons"))
        #expect(Toys.schema.completions(after: "pers") == [])
        let problems = RunbookLinter.lint(
            text: Samples.text(Samples.check(["condition": "d.hefd > params.limit"])), file: "p.yaml",
            schema: Toys.schema)
        #expect(problems.filter { $0.severity == .error }.map(\.hint) == [nil])
    }

    @Test("constant conditions and lists")
    func constants() throws {
        #expect(
            try warnings(["condition": "1 > 2"]) == [
                "the parameter 'limit' is never used", "'condition' is always false",
            ])
        #expect(
            try warnings(["for_each": "{p: people, d: p.dogs, x: '[]'}", "condition": "d.weight > params.limit + x"])
                == ["this list is always empty, so the check is always skipped"])
    }

    @Test("ids of other runbooks are known; twins are not allowed")
    func several() throws {
        let one = try Samples.runbook(Samples.check(["explains": "[cat-fat]"]))
        let text = Samples.text(Samples.check(["id": "cat-fat"])).replacing("id: people", with: "id: cats")
        let other = try Runbook.parse(text: text, file: "cats.yaml")
        let messages = RunbookLinter.lint([one, other], schema: Toys.schema).map(\.message)
        #expect(!messages.contains { $0.contains("no check") })
        let twin = try Runbook.parse(text: Samples.text(Samples.check()), file: "twin.yaml")
        let errors = RunbookLinter.lint([one, twin], schema: Toys.schema).filter { $0.severity == .error }
        #expect(errors.map(\.message) == ["there is another runbook 'people'", "there is another check 'dog-heavy'"])
        #expect(throws: RunbookProblems.self) { try RunbookSet.compile([one, twin], schema: Toys.schema) }
    }

    @Test("all mistakes are reported, in the order of the file")
    func all() throws {
        let check = Samples.check(["condition": "d.nam == 1", "message": "\"{a} {b}\"", "confirm": "[\"'{c}'\"]"])
        let problems = RunbookLinter.lint(text: Samples.text(check), file: "p.yaml", schema: Toys.schema)
        let errors = problems.filter { $0.severity == .error }
        #expect(errors.count == 5, "\(errors)")
        #expect(problems.map(\.place) == problems.map(\.place).sorted())
    }
}
