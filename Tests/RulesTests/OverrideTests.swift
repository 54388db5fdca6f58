import YAML
import Testing

@testable import Rules

@Suite("Overrides")
struct OverrideTests {
    private static let header = "api_version: nsdoctor/v1\nkind: Overrides\n"
    private let people = [Person(name: "Anna", dogs: [Dog(name: "Rex", weight: 30), Dog(name: "Bo", weight: 40)])]

    private func outcome(_ overrides: String, _ people: [Person]? = nil, today: String = "2026-07-28") throws
        -> (CheckOutcome, [Problem])
    {
        let file = try Overrides.parse(text: Self.header + overrides, file: "site.yaml")
        let compiled = try Samples.compile(Samples.check(), overrides: [file], today: CivilDate(today))
        return (compiled.evaluate(bindings: Toys.bindings(people ?? self.people))[0], compiled.notes)
    }

    @Test("a disabled check is skipped, with the reason")
    func disable() throws {
        let (outcome, _) = try outcome("disable: [{check: dog-heavy, reason: we like them so}]")
        #expect(outcome.state == .skipped)
        #expect(outcome.reason == "disabled in site.yaml:3: we like them so")
    }

    @Test("severity is replaced")
    func severity() throws {
        let (outcome, _) = try outcome("severity: [{check: dog-heavy, severity: info}]")
        #expect(outcome.findings.map(\.severity) == [.info, .info])
    }

    @Test("parameters are replaced")
    func parameters() throws {
        #expect(try outcome("params: {people: {limit: 35}}").0.findings.map(\.subject.name) == ["Bo"])
        #expect(try outcome("params: {people: {limit: 45}}").0.state == .ok)
    }

    @Test("an exception takes out what it matches, and says so")
    func exception() throws {
        let rex = "exceptions: [{check: dog-heavy, match: \"d.name == 'Rex'\", reason: he is a moose}]"
        let (one, _) = try outcome(rex)
        #expect(one.findings.map(\.subject.name) == ["Bo"])
        #expect(one.counts.excepted == 1)
        #expect(one.reason == "exception: he is a moose")
        let all = "exceptions: [{check: dog-heavy, match: d.weight > params.limit, reason: fine, expires: 2026-12-31}]"
        let (none, _) = try outcome(all)
        #expect(none.state == .skipped)
        #expect(none.reason == "2 exceptions: fine, until 2026-12-31")
    }

    @Test("a healthy item beside an exception is still ok")
    func exceptionBesideOK() throws {
        let people = [Person(name: "A", dogs: [Dog(name: "Rex", weight: 30), Dog(name: "Flo", weight: 3)])]
        let (outcome, _) = try outcome(
            "exceptions: [{check: dog-heavy, match: \"d.name == 'Rex'\", reason: moose}]", people)
        #expect(outcome.state == .ok)
        #expect(outcome.reason == "exception: moose")
    }

    @Test("an exception that cannot be judged excuses nothing")
    func unknownException() throws {
        let (outcome, _) = try outcome("exceptions: [{check: dog-heavy, match: 1 / (p.age - 30) > 0, reason: x}]")
        #expect(outcome.counts.found == 2)
    }

    @Test(
        "exceptions hold through their last day",
        arguments: [
            ("2026-07-27", true), ("2026-07-28", true), ("2026-07-29", false), ("2026-08-01", false),
            ("2027-01-01", false), ("2025-12-31", true),
        ])
    func expiry(_ today: String, _ holds: Bool) throws {
        let text = "exceptions:\n- {check: dog-heavy, match: \"true\", reason: x, expires: 2026-07-28}\n"
        let (outcome, notes) = try outcome(text, today: today)
        #expect((outcome.state == .skipped) == holds)
        #expect(notes.isEmpty == holds)
        if let note = notes.first {
            #expect(note.severity == .warning && note.line == 4 && note.message.contains("expired on 2026-07-28"))
        }
    }

    @Test("mistakes are reported where they are", arguments: broken)
    func mistakes(_ broken: Broken) throws {
        do {
            let overrides = try Overrides.parse(text: broken.clean, file: "site.yaml")
            _ = try Samples.compile(Samples.check(), overrides: [overrides], today: CivilDate("2026-07-28"))
            Issue.record("no error at all")
        } catch {
            try broken.verify(error.problems)
        }
    }

    private static let broken: [Broken] = [
        Broken("▼" + "api_version: nsdoctor/v1\n", "needs the key 'kind'"),
        Broken("api_version: nsdoctor/v1\nkind: ▼Runbook\n", "reads 'Overrides'"),
        Broken(header + "▼disabled: []\n", "did you mean 'disable'?"),
        Broken(header + "disable: [{check: ▼dog-havy, reason: x}]\n", "did you mean 'dog-heavy'?"),
        Broken(header + "disable: [▼{check: dog-heavy}]\n", "needs the key 'reason'"),
        Broken(header + "severity: [{check: dog-heavy, severity: ▼bad}]\n", "none of info, warn, crit"),
        Broken(header + "severity: [{check: ▼cat, severity: info}]\n", "no check 'cat'"),
        Broken(header + "params: {▼peple: {limit: 1}}\n", "did you mean 'people'?"),
        Broken(header + "params: {people: {▼limits: 1}}\n", "did you mean 'limit'?"),
        Broken(header + "params: {people: {limit: ▼201}}\n", "more than 200"),
        Broken(header + "params: {people: {limit: ▼many}}\n", "'many' is no int"),
        Broken(header + "params: {people: ▼[1]}\n", "are a mapping"),
        Broken(header + "exceptions: [▼{check: dog-heavy, match: a}]\n", "needs the key 'reason'"),
        Broken(header + "exceptions: [▼{check: dog-heavy, reason: a}]\n", "needs the key 'match'"),
        Broken(header + "exceptions: [{check: dog-heavy, match: d.▼nmae == '', reason: a}]\n", "did you mean 'name'?"),
        Broken(header + "exceptions: [{check: dog-heavy, match: ▼d.name, reason: a}]\n", "expected bool"),
        Broken(header + "exceptions: [{check: dog-heavy, match: 'true', reason: a, expires: ▼soon}]\n", "no date"),
        Broken(
            header + "exceptions: [{check: dog-heavy, match: 'true', reason: a, expires: ▼2026-02-29}]\n", "no date"),
    ]

    @Test(
        "dates",
        arguments: [
            ("2024-02-29", true), ("2026-02-29", false), ("2026-13-01", false), ("2026-00-10", false),
            ("2026-1-01", false), ("2026-07-28T10:00:00Z", true), ("2026-07-28x", false), ("", false),
            ("२०२६-०७-२८", false),
        ])
    func dates(_ text: String, _ isDate: Bool) {
        #expect((CivilDate(text) != nil) == isDate)
        if isDate { #expect(CivilDate(text)?.description == String(text.prefix(10))) }
    }
}
