import YAML

/// Reads one entry of `checks`.
struct CheckReader {
    let log: ProblemLog
    let isOutline: Bool

    func check(_ fields: Fields) -> Runbook.Check? {
        // Everything is read before anything is given up, so that all problems show at once.
        let forEach = named(fields, "for_each")
        let lets = named(fields, "let")
        refuseTwins(forEach + lets)
        // Of an outline what it is without is empty: whoever wants it asks for the rest.
        let late = isOutline ? PlacedText("", place: fields.place) : nil
        let subject =
            fields.mapping("subject", .subject).flatMap(subject)
            ?? late.map { Runbook.Check.Subject(netns: nil, object: $0, name: $0) }
        let evidence = fields.mappings("evidence", .evidence).compactMap(evidence)
        let fix = fields.mappings("fix", .fix).compactMap(fix)
        let cases = fields.mappings("cases", .example).compactMap(example)
        let (id, title, step) = (fields.id("id"), fields.text("title"), fields.id("step"))
        let condition = fields.text("condition")
        let (severity, message) = (fields.text("severity") ?? late, fields.text("message") ?? late)
        let role = fields.choice("role", Runbook.Role.self) ?? .cause
        let likely = fields.text("likely")
        let (when, skipReason) = (fields.text("when"), fields.text("skip_reason"))
        let empty = fields.choice("empty", Runbook.Emptiness.self) ?? .skipped
        let (affects, confirm) = (fields.text("affects"), fields.texts("confirm"))
        let (explains, excuses, rulesOut) = (fields.ids("explains"), fields.ids("excuses"), fields.texts("rules_out"))
        let (doc, references) = (fields.text("doc"), fields.texts("references"))
        if let skipReason, when == nil { log.add(at: skipReason.place, "'skip_reason' without 'when' is never said") }
        guard let id, let title, let step, let severity, let condition, let message, let subject else { return nil }
        return Runbook.Check(
            id: id, title: title, step: step, severity: severity, likely: likely, forEach: forEach, empty: empty,
            lets: lets, when: when, skipReason: skipReason, condition: condition, subject: subject, affects: affects,
            message: message,
            evidence: evidence, confirm: confirm, fix: fix, explains: explains, role: role, excuses: excuses,
            rulesOut: rulesOut,
            doc: doc,
            references: references, cases: cases)
    }

    private func named(_ fields: Fields, _ key: String) -> [Runbook.Check.Named] {
        fields.entries(key).compactMap { name, node in
            if !Names.isVariable(name.text) {
                log.add(at: name.place, "'\(name.text)' cannot be the name of a variable")
            }
            return Fields.text(node, of: name.text, log).map { Runbook.Check.Named(name: name, expression: $0) }
        }
    }

    private func refuseTwins(_ all: [Runbook.Check.Named]) {
        var seen: Set<String> = []
        for named in all where !seen.insert(named.name.text).inserted {
            log.add(at: named.name.place, "the variable '\(named.name.text)' is here twice")
        }
    }

    private func subject(_ fields: Fields) -> Runbook.Check.Subject? {
        let netns = fields.text("netns")
        guard let object = fields.text("object"), let name = fields.text("name") else { return nil }
        return Runbook.Check.Subject(netns: netns, object: object, name: name)
    }

    private func evidence(_ fields: Fields) -> Runbook.Check.Evidence? {
        let (expected, command, when) = (fields.text("expected"), fields.text("command"), fields.text("when"))
        guard let fact = fields.text("fact"), let observed = fields.text("observed") else { return nil }
        return Runbook.Check.Evidence(fact: fact, observed: observed, expected: expected, command: command, when: when)
    }

    private func fix(_ fields: Fields) -> Runbook.Check.Fix? {
        let (risk, when) = (fields.text("risk"), fields.text("when"))
        return fields.text("command").map { Runbook.Check.Fix(command: $0, risk: risk, when: when) }
    }

    private func example(_ fields: Fields) -> Runbook.Case? {
        let (fault, target, says) = (fields.text("fault"), fields.text("target"), fields.text("says"))
        let (count, severity) = (fields.integer("count"), fields.choice("severity", CheckSeverity.self))
        guard let name = fields.text("name"), let snapshot = fields.text("snapshot"),
            let expect: CheckState = fields.choice("expect")
        else { return nil }
        return Runbook.Case(
            name: name, snapshot: snapshot, fault: fault, target: target, expect: expect, count: count,
            severity: severity, says: says)
    }
}
