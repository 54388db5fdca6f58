import YAML
import CEL
import TerminalText

/// Finds what looks wrong in one check, beyond what does not compile.
struct CheckLinter {
    let check: Runbook.Check
    /// `nil` when the check does not compile; its references and cases are looked at all the same.
    let compiled: CompiledCheck?
    let log: ProblemLog

    func lint(_ known: KnownChecks) {
        references(known.ids)
        for id in check.explains { needless(id, known) }
        proof()
        guard let compiled else { return }
        constants(compiled)
        unused(compiled)
    }

    private func references(_ known: Set<String>) {
        var seen: Set<String> = []
        for id in check.explains + check.excuses {
            if id.text == check.id.text {
                log.add(.warning, at: id.place, "a check does not explain itself")
            } else if !known.contains(id.text) {
                log.add(
                    .warning, at: id.place, "there is no check '\(id.text)'",
                    hint: Suggestion.hint(for: id.text, among: known))
            } else if !seen.insert(id.text).inserted {
                log.add(.warning, at: id.place, "'\(id.text)' is here twice")
            }
        }
    }

    /// What `explains` need not say, or says in vain, whatever is found. What the cases show stands in `RunbookTests`.
    private func needless(_ id: PlacedText, _ known: KnownChecks) {
        let severity = CheckSeverity(rawValue: check.severity.text)
        if check.role == .lastResort {
            guard !known.lastResorts.contains(id.text) else { return }
            log.add(
                .warning, at: id.place,
                "a last resort explains only others: '\(id.text)' is known better where it is found")
        } else if severity == .crit, known.lastResorts.contains(id.text) {
            // Nothing is graver than crit.
            log.add(
                .warning, at: id.place, "'\(id.text)' need not be named: it follows from every finding that is crit")
        } else if severity == .info, let other = known.severities[id.text], other > .info {
            log.add(
                .warning, at: id.place,
                "'\(id.text)' does not follow from this: it is always \(other.rawValue), and a note explains no fault")
        }
    }

    /// A check must have proved that it fires and that it can be silent, and must tell a person how to see it too.
    private func proof() {
        let name = check.id
        if !check.cases.contains(where: { $0.expect == .found }) {
            log.add(.warning, at: name.place, "'\(name.text)' has no case in which it finds something")
        }
        if !check.cases.contains(where: { $0.expect == .ok || $0.expect == .skipped }) {
            log.add(.warning, at: name.place, "'\(name.text)' has no case in which it stays silent")
        }
        if check.doc == nil { log.add(.warning, at: name.place, "'\(name.text)' has no doc") }
        if check.evidence.isEmpty { log.add(.warning, at: name.place, "'\(name.text)' shows no evidence") }
        if check.confirm.isEmpty { log.add(.warning, at: name.place, "'\(name.text)' has no command to confirm it") }
    }

    private func constants(_ compiled: CompiledCheck) {
        if let when = check.when, let truth = compiled.body.value.when.flatMap(constant) {
            log.add(
                .warning, at: when.place,
                truth ? "'when' is always true" : "'when' is always false, so the check is always skipped")
        }
        if let truth = compiled.body.value.condition.flatMap(constant) {
            log.add(.warning, at: check.condition.place, "'condition' is always \(truth)")
        }
        for (named, loop) in zip(check.forEach, compiled.loops) where loop.program.identifiers.isEmpty {
            guard case .value(.list(let elements)) = loop.program.evaluate(), elements.isEmpty else { continue }
            log.add(.warning, at: named.expression.place, "this list is always empty, so the check is always skipped")
        }
    }

    private func constant(_ program: Program) -> Bool? {
        guard program.identifiers.isEmpty, case .value(.bool(let truth)) = program.evaluate() else { return nil }
        return truth
    }

    private func unused(_ compiled: CompiledCheck) {
        let used = compiled.identifiers
        for named in check.forEach + check.lets where !used.contains(named.name.text) {
            log.add(.warning, at: named.name.place, "the variable '\(named.name.text)' is never used")
        }
    }
}

extension CompiledCheck {
    /// The variables that the check reads anywhere.
    var identifiers: Set<String> {
        let body = body.value
        let named = (loops + body.earlyLets + body.lateLets).map(\.program)
        let texts = body.saying.value.texts
        let programs = named + [body.when, body.condition].compactMap(\.self) + (texts?.programs ?? [])
        return Set(programs.flatMap(\.identifiers))
    }
}
