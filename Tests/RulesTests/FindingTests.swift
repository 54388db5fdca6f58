import Testing

@testable import Rules

@Suite("What a finding says")
struct FindingTests {
    private let anna = Person(
        name: "Anna", dogs: [Dog(name: "Rex", weight: 30), Dog(name: "Flo", weight: 5)],
        home: House(inode: 7, names: ["villa"], enter: "enter villa "))

    @Test("everything a check can say is filled in")
    func complete() throws {
        let check = Samples.check([
            "subject": "{netns: p.home, object: dog, name: \"{d.name}\"}", "affects": "\"[p.home.inode, 9]\"",
            "evidence":
                "[{fact: weight, observed: \"{d.weight}\", expected: \"{params.limit}\", command: \"weigh {d.name}\"}]",
            "confirm": "[\"{@p.home}look at {d.name}\"]",
            "fix": "[{command: \"walk {d.name}\", risk: \"{d.name} tires\"}]",
            "explains": "[dog-slow]", "references": "[\"https://example.org/dogs\"]",
        ])
        let outcome = try Samples.outcome(check, [anna])
        #expect(outcome.state == .found)
        #expect(outcome.reason == nil)
        #expect(outcome.id == "dog-heavy" && outcome.runbook == "people" && outcome.step == "look")
        #expect(
            outcome.findings == [
                CheckFinding(
                    severity: .crit,
                    subject: .init(netns: .init(inode: 7, names: ["villa"]), object: "dog", name: "Rex"),
                    title: "A dog is heavy", summary: "Rex has 30 kg",
                    evidence: [.init(fact: "weight", observed: "30", expected: "20", command: "weigh Rex")],
                    confirm: ["enter villa look at Rex"], fix: [.init(command: "walk Rex", risk: "Rex tires")],
                    references: ["https://example.org/dogs"], explains: ["dog-slow"], excuses: [], affects: [7, 9])
            ])
    }

    @Test("severity may be computed")
    func severity() throws {
        let check = Samples.check(["severity": "\"d.weight > 25 ? 'crit' : 'info'\"", "condition": "d.weight > 1"])
        #expect(try Samples.outcome(check, [anna]).findings.map(\.severity) == [.crit, .info])
    }

    @Test("what could not be seen shows as a question mark")
    func hole() throws {
        let check = Samples.check(["condition": "\"d.name == 'Rex'\""])
        let rex = Person(name: "Anna", dogs: [Dog(name: "Rex", hidden: "no scales")])
        #expect(try Samples.outcome(check, [rex]).findings.map(\.summary) == ["Rex has ? kg"])
    }
}
