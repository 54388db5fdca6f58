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

    @Test("what follows from every crit finding need not be named")
    func lastResort() throws {
        let last = Samples.check(["id": "dog-odd", "role": "last_resort"])
        func said(_ severity: String) -> [String] {
            let first = Samples.check(["severity": severity, "explains": "[dog-odd]"])
            return RunbookLinter.lint(text: Samples.text(first, last), file: "p.yaml", schema: Toys.schema)
                .map(\.message).filter { $0.contains("need not be named") }
        }
        #expect(said("crit") == ["'dog-odd' need not be named: it follows from every finding that is crit"])
        #expect(said("warn") == [])
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
