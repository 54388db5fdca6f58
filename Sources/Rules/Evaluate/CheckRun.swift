import YAML
import CEL

/// One evaluation of one check.
struct CheckRun {
    private let compiled: CompiledCheck
    private let runbook: String
    private var bindings: [String: CELValue]
    private(set) var budget: Budget
    private var counts = CheckOutcome.Counts()
    private var reasons = Reasons()
    private var writer: FindingWriter
    private var findings: [CheckFinding] = []
    private var accepted: [CheckFinding] = []

    init(_ compiled: CompiledCheck, runbook: String, bindings: [String: CELValue], budget: Budget) {
        self.compiled = compiled
        self.runbook = runbook
        self.bindings = bindings
        self.budget = budget
        writer = FindingWriter(compiled)
    }

    mutating func outcome() -> CheckOutcome {
        if compiled.disabled == nil { visit(loop: 0) }
        let isEmpty = counts == CheckOutcome.Counts() && compiled.disabled == nil
        let state = isEmpty && compiled.check.empty == .ok ? .ok : Aggregation.state(counts)
        let reason = compiled.disabled ?? reasons.text(compiled.check, state, counts)
        return CheckOutcome(
            id: compiled.check.id.text, title: compiled.check.title.text, runbook: runbook,
            step: compiled.check.step.text, state: state, reason: reason, findings: findings, accepted: accepted,
            counts: counts,
            rulesOut: compiled.check.rulesOut.map(\.text))
    }

    /// Goes through the lists from `loop` on, and judges each item inside the last.
    private mutating func visit(loop: Int) {
        guard loop < compiled.loops.count else { return judge() }
        let list = compiled.loops[loop]
        guard let value = value(of: list.program, called: "for_each \(list.name)") else { return }
        guard case .list(let elements) = value else {
            return noteUnknown(Unknown("for_each \(list.name): this is no list"))
        }
        if elements.isEmpty, !reasons.emptyLists.contains(list.program.text.onOneLine) {
            reasons.emptyLists.append(list.program.text.onOneLine)
        }
        for element in elements {
            guard !counts.isCutShort else { return }
            bindings[list.name] = element
            visit(loop: loop + 1)
        }
    }

    private mutating func judge() {
        guard budget.spend(1) else { return noteUnknown(.budget) }
        let body = compiled.body.value
        bind(body.earlyLets)
        if let when = body.when {
            guard let applies = truth(of: when, called: "when") else { return }
            guard applies else {
                counts.skipped += 1
                return
            }
        }
        bind(body.lateLets)
        guard let condition = body.condition else { return noteUnknown(Unknown("condition: it has a mistake")) }
        guard let isWrong = truth(of: condition, called: "condition") else { return }
        guard isWrong else {
            counts.ok += 1
            return
        }
        note()
    }

    /// The item is wrong: a finding, unless somebody has said that it may be so.
    private mutating func note() {
        for exception in compiled.exceptions
        where exception.match.evaluate(bindings, budget: &budget) == .value(.bool(true)) {
            counts.excepted += 1
            reasons.add(exception: exception.reason)
            if accepted.count < CheckLimits.findings { accepted.append(writer.finding(bindings)) }
            return
        }
        counts.found += 1
        if findings.count < CheckLimits.findings { findings.append(writer.finding(bindings)) }
    }

    /// A definition that fails is unknown to whoever uses it; nobody else is hurt.
    private mutating func bind(_ lets: [CompiledCheck.Named]) {
        for named in lets {
            bindings[named.name] =
                switch named.program.evaluate(bindings, budget: &budget) {
                case .value(let value): value
                case .unknown(let reason): .unknown(reason)
                case .error(let error): .unknown(because: "let \(named.name): \(error.summary)")
                }
        }
    }

    private mutating func truth(of program: Program, called name: String) -> Bool? {
        guard let value = value(of: program, called: name) else { return nil }
        if case .bool(let truth) = value { return truth }
        noteUnknown(Unknown("\(name): this is no bool"))
        return nil
    }

    /// The value; `nil` when there is none, which is then noted.
    private mutating func value(of program: Program, called name: String) -> CELValue? {
        switch program.evaluate(bindings, budget: &budget) {
        case .value(let value): return value
        case .unknown(let reason): noteUnknown(reason)
        case .error(let error): noteUnknown(Unknown("\(name): \(error.summary)"))
        }
        return nil
    }

    private mutating func noteUnknown(_ reason: Unknown) {
        counts.unknown += 1
        reasons.add(budget.isExhausted ? .budget : reason)
        if budget.isExhausted { counts.isCutShort = true }
    }
}
