import YAML
import Testing

@testable import Rules

/// Runbooks for tests, written as their authors would.
enum Samples {
    static let header = """
        api_version: nsdoctor/v1
        kind: Runbook
        metadata: {id: people, version: 1.0.0, title: People and dogs}
        params:
          limit: {type: int, default: 20, min: 0, max: 200}
        steps:
          - {id: look, question: Are the dogs well?}
        checks:

        """

    /// One check with the usual keys, of which some are replaced or, with nil, left out.
    static func check(_ changes: KeyValuePairs<String, String?> = [:]) -> String {
        check(pairs: changes.map { ($0.key, $0.value) })
    }

    static func check(pairs changes: [(String, String?)]) -> String {
        var keys: [(String, String)] = [
            ("id", "dog-heavy"), ("title", "A dog is heavy"), ("step", "look"), ("severity", "crit"),
            ("for_each", "{p: people, d: p.dogs}"), ("condition", "d.weight > params.limit"),
            ("subject", "{object: dog, name: \"{d.name}\"}"), ("message", "\"{d.name} has {d.weight} kg\""),
        ]
        for (key, value) in changes {
            keys.removeAll { $0.0 == key }
            if let value { keys.append((key, value)) }
        }
        let lines = keys.map { "    \($0.0): \($0.1)\n" }.joined()
        return "  - " + lines.dropFirst(4)
    }

    static func text(_ checks: String...) -> String { header + checks.joined() }

    static func runbook(_ checks: String...) throws(RunbookProblems) -> Runbook {
        try Runbook.parse(text: header + checks.joined(), file: "people.yaml")
    }

    static func compile(
        _ checks: String..., overrides: [Overrides] = [], today: CivilDate? = nil,
        isOutline: Bool = false
    ) throws(RunbookProblems) -> CompiledRunbooks {
        let text = header + checks.joined()
        let runbook =
            isOutline
            ? try Runbook.outline(text: text, file: "people.yaml") : try Runbook.parse(text: text, file: "people.yaml")
        return try RunbookSet.compile([runbook], schema: Toys.schema, overrides: overrides, today: today)
    }

    /// The outcome of the only check.
    static func outcome(_ check: String, _ people: [Person]) throws -> CheckOutcome {
        try #require(compile(check).evaluate(bindings: Toys.bindings(people)).first)
    }
}
