import CEL
import Testing

@testable import Rules

@Suite("One state of many items")
struct AggregationTests {
    /// Letters stand for items: o ok, f found, u unknown, s skipped.
    @Test(
        "found beats unknown beats ok beats skipped",
        arguments: [
            ("", "skipped"), ("o", "ok"), ("f", "found"), ("u", "unknown"), ("s", "skipped"), ("oo", "ok"),
            ("of", "found"), ("fo", "found"), ("ou", "unknown"), ("uo", "unknown"), ("os", "ok"), ("so", "ok"),
            ("fu", "found"), ("uf", "found"), ("fs", "found"), ("us", "unknown"), ("su", "unknown"), ("ss", "skipped"),
            ("ofus", "found"), ("sufo", "found"), ("ous", "unknown"), ("ooos", "ok"), ("ssso", "ok"), ("uuuf", "found"),
        ])
    func table(_ items: String, _ state: String) throws {
        // An item's letter decides what the check sees of it.
        let dogs = items.map { letter in
            Dog(name: String(letter), weight: letter == "f" ? 99 : 1, hidden: letter == "u" ? "no scales" : nil)
        }
        let check = Samples.check(["when": "d.name != 's'"])
        let outcome = try Samples.outcome(check, [Person(name: "A", dogs: dogs)])
        #expect(outcome.state.rawValue == state)
        #expect(outcome.counts.items == items.count)
        #expect(outcome.findings.count == items.count { $0 == "f" })
        let isExplained = outcome.reason != nil
        #expect(isExplained == (state == "unknown" || state == "skipped" || items.contains("u")))
    }

    @Test("unknown items are mentioned beside findings")
    func mentioned() throws {
        let dogs = [
            Dog(name: "a", weight: 99), Dog(name: "b", hidden: "no scales"), Dog(name: "c", hidden: "no scales"),
        ]
        let outcome = try Samples.outcome(Samples.check(), [Person(name: "A", dogs: dogs)])
        #expect(outcome.state == .found)
        #expect(outcome.reason == "2 of 3 not known: no scales")
    }

    @Test("several reasons are given once each, in order")
    func reasons() throws {
        let dogs = ["x", "y", "x"].map { Dog(name: "d", hidden: $0) }
        let outcome = try Samples.outcome(Samples.check(), [Person(name: "A", dogs: dogs)])
        #expect(outcome.reason == "3 of 3 not known: x; y")
    }

    @Test("an unknown list makes the check unknown")
    func unknownList() throws {
        let compiled = try Samples.compile(Samples.check())
        let outcome = compiled.evaluate(bindings: ["people": .unknown(because: "nobody home")])[0]
        #expect(outcome.state == .unknown)
        #expect(outcome.reason == "nobody home")
    }

    @Test("a missing binding is unknown, not a crash")
    func missing() throws {
        let outcome = try Samples.compile(Samples.check()).evaluate(bindings: [:])[0]
        #expect(outcome.state == .unknown)
        #expect(outcome.reason?.contains("people") == true)
    }

    @Test("an empty list is named")
    func empty() throws {
        #expect(try Samples.outcome(Samples.check(), []).reason == "nothing to check: no people")
        #expect(try Samples.outcome(Samples.check(), [Person(name: "A")]).reason == "nothing to check: no dogs")
        let young = Samples.check([
            "for_each": "{p: \"people.filter(p, p.age < 3)\"}", "condition": "p.age > 1",
            "subject": "{object: town, name: x}", "message": "old",
        ])
        #expect(try Samples.outcome(young, []).reason == "nothing to check: no people of this kind")
    }

    @Test("skipping says why, in the author's words if there are any")
    func skipped() throws {
        let people = [Person(name: "A", dogs: [Dog(name: "Rex")])]
        let bare = Samples.check(["when": "has(d.chip) &&\n      d.chip > 3"])
        #expect(try Samples.outcome(bare, people).reason == "does not apply here")
        let spoken = Samples.check(["when": "has(d.chip)", "skip_reason": "no dog has a chip"])
        #expect(try Samples.outcome(spoken, people).reason == "no dog has a chip")
    }

    @Test("a check without for_each has one item")
    func single() throws {
        let check = Samples.check([
            "for_each": nil, "condition": "town == 'Bern'", "message": "it is {town}",
            "subject": "{object: town, name: \"{town}\"}",
        ])
        let compiled = try Samples.compile(check)
        #expect(compiled.evaluate(bindings: Toys.bindings([]))[0].state == .found)
        #expect(compiled.evaluate(bindings: Toys.bindings([], town: .string("Rom")))[0].state == .ok)
        let unknown = compiled.evaluate(bindings: Toys.bindings([], town: .unknown(because: "fog")))[0]
        #expect(unknown.state == .unknown && unknown.reason == "fog")
    }
}
