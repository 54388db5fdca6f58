import YAML
import TerminalText
import Testing

@testable import Rules

@Suite("Cases and traces")
struct CaseAndTraceTests {
    private let people = [Person(name: "A", dogs: [Dog(name: "Rex", weight: 30), Dog(name: "Flo")])]

    private func report(_ cases: String, query: [Person]? = nil) throws -> RunbookTestReport {
        let runbook = try Samples.runbook(Samples.check(["cases": cases]))
        let compiled = try RunbookSet.compile([runbook], schema: Toys.schema)
        return RunbookTests.run([runbook]) { _, check, example in
            if example.snapshot.text == "gone" { throw Missing() }
            let bindings = Toys.bindings(example.snapshot.text == "empty" ? [] : query ?? people)
            return try #require(compiled.evaluate(bindings: bindings, only: [check.id.text]).first)
        }
    }

    private struct Missing: Error, CustomStringConvertible {
        var description: String { "no such snapshot" }
    }

    @Test(
        "a case holds when everything it says is so",
        arguments: [
            ("{name: a, snapshot: s, expect: found}", true),
            ("{name: a, snapshot: s, expect: ok}", false),
            ("{name: a, snapshot: empty, expect: skipped}", true),
            ("{name: a, snapshot: empty, expect: unknown}", false),
            ("{name: a, snapshot: s, expect: found, count: 1}", true),
            ("{name: a, snapshot: s, expect: found, count: 2}", false),
            ("{name: a, snapshot: s, expect: found, severity: crit}", true),
            ("{name: a, snapshot: s, expect: found, severity: warn}", false),
            ("{name: a, snapshot: s, expect: found, says: Rex}", true),
            ("{name: a, snapshot: s, expect: found, says: Flo}", false),
            ("{name: a, snapshot: empty, expect: skipped, says: no people}", true),
            ("{name: a, snapshot: gone, expect: found}", false),
        ])
    func judged(_ example: String, _ holds: Bool) throws {
        let report = try report("[\(example)]")
        #expect(report.isSuccess == holds, "\(report.text)")
        #expect(report.passed == (holds ? 1 : 0) && report.failed == (holds ? 0 : 1))
        #expect(report.text.hasSuffix("\(holds ? 1 : 0) of 1 cases hold\n"))
    }

    @Test("a failure says where the case is, what was expected and what is")
    func failure() throws {
        let text = try report("\n    - {name: silent, snapshot: s, expect: ok}").text
        #expect(text.hasPrefix("people.yaml:18: dog-heavy: silent: expected ok, is found\n    found: Rex has 30 kg\n"))
    }

    @Test("what explains says and no case needs is told where it stands; of two that do for each other one stays")
    func needless() throws {
        let cases = "[{name: a, snapshot: s, expect: found}, {name: b, snapshot: t, expect: found}]"
        let first = Samples.check(["explains": "[cat, cow, dog]", "cases": cases])
        let second = Samples.check(["id": "dog-odd", "explains": "[cat]", "cases": cases])
        let runbook = try Samples.runbook(first, second)
        func told(only: Set<String>? = nil, isBroken: Bool = false) -> [Problem] {
            RunbookTests.needless([runbook], only: only) { _, example, some, gone in
                if isBroken { throw Missing() }
                // The cow is needed in one case only; whoever is the last to explain the cat is.
                let isLast = gone.contains { $0.consequence == "cat" }
                return some.filter { word in
                    word.consequence == "cow" ? example.snapshot.text == "t" : word.consequence == "cat" && isLast
                }
            }
        }
        let same = "needs this: without it all of them end in the same report"
        #expect(told().map(\.message) == Array(repeating: "no case of 'dog-heavy' \(same)", count: 2))
        #expect(told(only: ["dog-odd"]).map(\.message) == ["no case of 'dog-odd' \(same)"])
        #expect(told(isBroken: true) == [])
        let problem = try #require(told().first)
        #expect(problem.severity == .warning)
        #expect(problem.rendered.hasSuffix("explains: [cat, cow, dog]\n                 ^"), "\(problem.rendered)")
        let hint = "leave it out, or add a case in which 'cat' would be a cause of its own"
        #expect(problem.description == "people.yaml:17:16: warning: \(problem.message) (\(hint))")
    }

    @Test("findings do not say what is taken out of explains")
    func without() throws {
        let compiled = try Samples.compile(Samples.check(["explains": "[cat, cow]"]))
        func said(_ runbooks: CompiledRunbooks) -> [String]? {
            runbooks.evaluate(bindings: Toys.bindings(people)).first?.findings.first?.explains
        }
        #expect(said(compiled) == ["cat", "cow"])
        #expect(said(compiled.without([Explanation("cat", from: "dog-heavy")])) == ["cow"])
        #expect(said(compiled.without([Explanation("cat", from: "dog-odd")])) == ["cat", "cow"])
    }

    @Test("no cases are no success")
    func none() throws {
        #expect(try !report("[]").isSuccess)
    }

    @Test("a trace shows every value on the way")
    func trace() throws {
        let compiled = try Samples.compile(
            Samples.check(["let": "{w: d.weight}", "when": "w > 5", "condition": "w > params.limit"]))
        let trace = try #require(compiled.trace("dog-heavy", bindings: Toys.bindings(people)))
        #expect(trace.items.count == 2)
        for line in [
            "let w: d.weight = 30", "when: w > 5 = true", "condition: w > params.limit = true", "params.limit = 20",
        ] {
            #expect(trace.text.contains(line), "\(trace.text)")
        }
        #expect(trace.text.contains("condition: w > params.limit = false"))
        #expect(compiled.trace("cat", bindings: [:]) == nil)
        #expect(try #require(compiled.trace("dog-heavy", bindings: [:])).text.contains("no items"))
        let short = try #require(compiled.trace("dog-heavy", bindings: Toys.bindings(people), items: 1))
        #expect(short.items.count == 1 && short.isTruncated)
    }

    @Test("hostile names cannot steer the terminal through problems, traces or reports")
    func hostile() throws {
        let name = "\u{1b}[31m\u{202e}\n\u{7}x"
        let compiled = try Samples.compile(Samples.check())
        let query = [Person(name: name, dogs: [Dog(name: name, weight: 99, hidden: nil)])]
        let trace = try #require(compiled.trace("dog-heavy", bindings: Toys.bindings(query))).text
        let cases = try report("[{name: \"a\\e[31m\", snapshot: s, expect: ok}]", query: query).text
        let key = RunbookLinter.lint(text: "\"\\e[31m\\u202e\": 1\n", file: "\u{1b}x\n", schema: Toys.schema)
        for text in [trace, cases] + key.map(\.rendered) {
            let lines = text.split(separator: "\n").flatMap { $0.unicodeScalars }
            #expect(lines.allSatisfy(Printable.allows), "\(text.debugDescription)")
        }
        #expect(key.count > 1)
    }
}
