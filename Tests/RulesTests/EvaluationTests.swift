import YAML
import CEL
import Testing

@testable import Rules

@Suite("Evaluating checks")
struct EvaluationTests {
    private let rex = [Person(name: "A", age: 0, dogs: [Dog(name: "Rex", weight: 30)])]

    @Test(
        "what goes wrong while running is unknown, with its text",
        arguments: [
            ("condition", "d.weight / p.age > 1", "condition: division by zero"),
            ("condition", "d.weight * 9223372036854775807 > 1", "condition: integer overflow"),
            ("condition", "p.home.names[5] == ''", "condition: "),
            ("when", "1 / p.age > 1", "when: division by zero"),
            ("for_each", "{p: people, d: 'p.dogs.filter(x, 1 / p.age > 1)'}", "for_each d: division by zero"),
            ("for_each", "{p: people, d: 'dyn(town)'}", "for_each d: this is no list"),
        ])
    func failures(_ key: String, _ expression: String, _ reason: String) throws {
        let keys: KeyValuePairs<String, String?> =
            expression.contains("town")
            ? ["for_each": expression, "condition": "p.age > 1", "message": "a", "subject": "{object: a, name: b}"]
            : key == "when"
                ? ["when": expression] : key == "condition" ? ["condition": expression] : ["for_each": expression]
        let outcome = try Samples.outcome(Samples.check(keys), rex)
        #expect(outcome.state == .unknown)
        #expect(outcome.reason?.hasPrefix(reason) == true, "\(outcome.reason ?? "none")")
    }

    @Test("a definition that fails hurts only who uses it")
    func lets() throws {
        let lets = "{bad: '1 / p.age', heavy: 'd.weight > 20'}"
        let short = Samples.check(["let": lets, "condition": "heavy || bad > 1", "message": "\"{d.name} {bad}\""])
        let outcome = try Samples.outcome(short, rex)
        #expect(outcome.findings.map(\.summary) == ["Rex ?"])
        let strict = Samples.check(["let": lets, "condition": "heavy && bad > 1"])
        #expect(try Samples.outcome(strict, rex).reason == "let bad: division by zero")
    }

    @Test("what `when` asks with has() may be read below, in definitions too")
    func guards() throws {
        let check = Samples.check([
            "when": "has(d.chip)", "let": "{next: d.chip + 1}", "condition": "d.chip > 3",
            "message": "\"{d.chip} {next}\"",
        ])
        let dogs = [Dog(name: "a"), Dog(name: "b", chip: 7)]
        #expect(try Samples.outcome(check, [Person(name: "A", dogs: dogs)]).findings.map(\.summary) == ["7 8"])
    }

    @Test("what the condition and the list ask may be read in the texts")
    func moreGuards() throws {
        let check = Samples.check([
            "for_each": "{p: people, d: \"p.dogs.filter(x, has(x.chip))\"}", "condition": "has(p.email) && d.chip > 3",
            "message": "\"{p.email} {d.chip}\"",
        ])
        let people = [Person(name: "A", email: "a@b", dogs: [Dog(name: "a"), Dog(name: "b", chip: 7)])]
        #expect(try Samples.outcome(check, people).findings.map(\.summary) == ["a@b 7"])
    }

    @Test("definitions that `when` uses come first")
    func earlyLets() throws {
        let check = Samples.check([
            "let": "{a: d.weight, unused: '1 / p.age', b: a + 1}", "when": "b > 5", "condition": "b > 20",
        ])
        let compiled = try Samples.compile(check)
        #expect(compiled.evaluate(bindings: Toys.bindings(rex))[0].state == .found)
        let light = [Person(name: "A", dogs: [Dog(name: "Rex", weight: 1)])]
        #expect(compiled.evaluate(bindings: Toys.bindings(light))[0].state == .skipped)
    }

    @Test("one bad check does not stop the others; `only` chooses")
    func several() throws {
        let compiled = try Samples.compile(
            Samples.check(["id": "bad", "condition": "1 / p.age > 0"]), Samples.check(["id": "good"]))
        let outcomes = compiled.evaluate(bindings: Toys.bindings(rex))
        #expect(outcomes.map(\.id) == ["bad", "good"])
        #expect(outcomes.map(\.state) == [.unknown, .found])
        #expect(compiled.evaluate(bindings: Toys.bindings(rex), only: ["good"]).map(\.id) == ["good"])
        #expect(compiled.checkIDs == ["bad", "good"])
    }

    @Test("texts that are compiled late say the same")
    func deferred() throws {
        let check = Samples.check(["confirm": "[\"see {d.name}\"]"])
        let now = try Samples.compile(check).evaluate(bindings: Toys.bindings(rex))
        let later = try Samples.compile(check, isOutline: true).evaluate(bindings: Toys.bindings(rex))
        #expect(now == later)
        #expect(now[0].findings.count == 1)
    }

    @Test("texts that never compiled leave the finding standing")
    func deferredAndBroken() throws {
        let check = Samples.check(["message": "\"{nobody}\""])
        let finding = try Samples.compile(check, isOutline: true).evaluate(bindings: Toys.bindings(rex))[0].findings[0]
        #expect(finding.summary == "A dog is heavy")
        #expect(throws: RunbookProblems.self) { try Samples.compile(check) }
    }

    @Test("the checklist has its commands filled in")
    func checklist() throws {
        let text = Samples.text(Samples.check()).replacing(
            "{id: look, question: Are the dogs well?}",
            with: "{id: look, question: Well?, command: \"see {town}\"}")
        let runbook = try Runbook.parse(text: text, file: "p.yaml")
        let compiled = try RunbookSet.compile([runbook], schema: Toys.schema)
        let step = ChecklistStep(
            runbook: "people", id: "look", question: "Well?", command: "see 'a b'", doc: nil, checks: ["dog-heavy"])
        #expect(compiled.checklist(bindings: Toys.bindings([], town: .string("a b"))) == [step])
    }
}
