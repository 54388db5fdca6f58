import YAML
import CEL

/// Writes findings. What they say is not worth less because the condition was expensive, so there is a budget apart.
struct FindingWriter {
    private let compiled: CompiledCheck
    private(set) var budget = Budget(steps: CheckLimits.stepsPerCheck)

    init(_ compiled: CompiledCheck) { self.compiled = compiled }

    mutating func finding(_ bindings: [String: CELValue]) -> CheckFinding {
        let saying = compiled.body.value.saying.value
        let (check, texts) = (saying.check, saying.texts)
        var finding = CheckFinding(
            severity: compiled.severity ?? .warn,
            subject: CheckFinding.Subject(netns: nil, object: "check", name: check.id.text),
            title: check.title.text, summary: check.title.text, evidence: [], confirm: [], fix: [],
            references: check.references.map(\.text), explains: check.explains.map(\.text),
            isLastResort: check.role == .lastResort, excuses: check.excuses.map(\.text), affects: nil)
        // Texts that do not compile come only from a runbook that nobody has linted; the finding still stands.
        if let texts { write(texts, bindings, into: &finding) }
        return finding
    }

    private mutating func write(_ texts: CheckTexts, _ bindings: [String: CELValue], into finding: inout CheckFinding) {
        let own = severity(texts.severity, bindings)
        finding.severity = compiled.severity ?? own
        finding.ownSeverity = compiled.severity.map { _ in own }
        finding.isLikely = texts.likely.map { holds($0, bindings) } ?? false
        finding.subject = CheckFinding.Subject(
            netns: texts.netns.flatMap { netns($0, bindings) }, object: render(texts.object, bindings),
            name: render(texts.name, bindings))
        finding.summary = render(texts.message, bindings)
        finding.evidence = texts.evidence.filter { applies($0.when, bindings) }.map { evidence in
            CheckFinding.Evidence(
                fact: render(evidence.fact, bindings), observed: render(evidence.observed, bindings),
                expected: evidence.expected.map { render($0, bindings) },
                command: evidence.command.map { render($0, bindings) })
        }
        finding.confirm = texts.confirm.map { render($0, bindings) }
        finding.fix = texts.fix.filter { applies($0.when, bindings) }.map { fix in
            CheckFinding.Fix(command: render(fix.command, bindings), risk: fix.risk.map { render($0, bindings) })
        }
        finding.affects = texts.affects.flatMap { inodes($0, bindings) }
    }

    /// Shown unless it is known that it does not apply.
    private mutating func applies(_ when: Program?, _ bindings: [String: CELValue]) -> Bool {
        guard let when, case .value(.bool(false)) = when.evaluate(bindings, budget: &budget) else { return true }
        return false
    }

    /// What cannot be told is not proved either.
    private mutating func holds(_ likely: Program, _ bindings: [String: CELValue]) -> Bool {
        if case .value(.bool(false)) = likely.evaluate(bindings, budget: &budget) { return false }
        return true
    }

    private mutating func render(_ template: Template, _ bindings: [String: CELValue]) -> String {
        template.render(bindings, budget: &budget)
    }

    /// A severity that cannot be told is `warn`: the finding is there, how bad it is is not known.
    private mutating func severity(_ severity: CheckTexts.Severity, _ bindings: [String: CELValue]) -> CheckSeverity {
        switch severity {
        case .fixed(let severity): return severity
        case .computed(let program):
            guard case .value(.string(let word)) = program.evaluate(bindings, budget: &budget) else { return .warn }
            return CheckSeverity(rawValue: word) ?? .warn
        }
    }

    private mutating func netns(_ program: Program, _ bindings: [String: CELValue]) -> CheckFinding.Netns? {
        guard case .value(.object(let namespace)) = program.evaluate(bindings, budget: &budget),
            let inode = namespace.field(PlaceFacts.id).flatMap(Self.inode)
        else { return nil }
        guard case .list(let names)? = namespace.field(PlaceFacts.names) else {
            return CheckFinding.Netns(inode: inode, names: [])
        }
        return CheckFinding.Netns(inode: inode, names: names.map(Display.text))
    }

    private mutating func inodes(_ program: Program, _ bindings: [String: CELValue]) -> [UInt64]? {
        guard case .value(.list(let elements)) = program.evaluate(bindings, budget: &budget) else { return nil }
        let inodes = elements.compactMap(Self.inode)
        return inodes.count == elements.count ? inodes : nil
    }

    private static func inode(_ value: CELValue) -> UInt64? {
        switch value {
        case .int(let value): UInt64(exactly: value)
        case .uint(let value): value
        default: nil
        }
    }
}
