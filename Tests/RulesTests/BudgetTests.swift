import CEL
import Testing

@testable import Rules

@Suite("Budgets")
struct BudgetTests {
    private func people(_ count: Int, dogs: Int = 1, weight: Int = 99) -> [Person] {
        (0..<count).map { number in
            Person(name: "p\(number)", dogs: (0..<dogs).map { Dog(name: "d\($0)", weight: weight) })
        }
    }

    @Test("a check that costs too much is unknown, and the next one runs")
    func check() throws {
        let endless = Samples.check([
            "id": "endless", "condition": "people.all(a, people.all(b, people.all(c, a.age + b.age + c.age > 0)))",
        ])
        let compiled = try Samples.compile(endless, Samples.check(["id": "cheap"]))
        let outcomes = compiled.evaluate(bindings: Toys.bindings(people(200)))
        #expect(outcomes.map(\.state) == [.unknown, .found])
        #expect(outcomes[0].reason?.contains("budget") == true)
        #expect(outcomes[0].counts.isCutShort)
    }

    @Test("items cost something even when their condition is constant")
    func items() throws {
        let check = Samples.check([
            "for_each": "{p: people, q: people, d: people}", "condition": "false", "message": "a",
            "subject": "{object: a, name: b}",
        ])
        let outcome = try Samples.outcome(check, people(300))
        #expect(outcome.state == .unknown)
        #expect(outcome.counts.items <= CheckLimits.stepsPerCheck)
    }

    @Test("what was found before the budget ran out is kept")
    func kept() throws {
        let check = Samples.check([
            "condition": "p.name == 'p0' || people.all(a, people.all(b, people.all(c, a.age > 0)))"
        ])
        let outcome = try Samples.outcome(check, people(200))
        #expect(outcome.state == .found)
        #expect(outcome.findings.count == 1)
        #expect(outcome.reason?.contains("budget") == true)
    }

    @Test("a runbook has a budget as well")
    func runbook() throws {
        let condition = "people.all(a, people.all(b, people.all(c, a.age > 0)))"
        let checks = (0..<12).map { Samples.check(["id": "endless-\($0)", "condition": condition]) }
        let text = Samples.header + checks.joined() + Samples.check(["id": "last"])
        let runbook = try Runbook.parse(text: text, file: "p.yaml")
        let outcomes = try RunbookSet.compile([runbook], schema: Toys.schema)
            .evaluate(bindings: Toys.bindings(people(200)))
        #expect(outcomes.allSatisfy { $0.state == .unknown && $0.reason?.contains("budget") == true })
    }

    @Test("256 findings are listed, the others counted")
    func findings() throws {
        let outcome = try Samples.outcome(Samples.check(), people(300))
        #expect(outcome.findings.count == 256)
        #expect(outcome.counts.found == 300)
        #expect(outcome.reason == "256 of 300 findings are listed")
        #expect(try Samples.outcome(Samples.check(), people(256)).reason == nil)
    }
}
