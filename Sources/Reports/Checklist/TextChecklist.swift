import Diagnosis

/// A followed runbook at a terminal: the cause first, then the steps that somebody has to look at, each with its values and
/// the command to see it by hand. The rest is a line; with -v all steps, in their order.
public enum TextChecklist {
    public static func render(_ checklist: Checklist, _ options: TextOptions = TextOptions()) -> String {
        let order = StepOrder(checklist)
        var page = Page(options)
        let digits = String(checklist.steps.map(\.number).max() ?? 0).count
        if options.detail != .quiet {
            page.addHeadline(Story(checklist.report))
            page.blank()
            page.prose([Span(checklist.title, .strong)])
            page.blank()
        }
        if options.detail == .verbose {
            for step in checklist.steps { page.addStep(step, digits: digits) }
        } else {
            for step in order.found + order.after + order.unjudged { page.addStep(step, digits: digits) }
            if !order.unreached.isEmpty { page.addUnreached(order.unreached, digits: digits) }
            if options.detail == .normal, let words = order.restWords {
                page.prose([Span("\(words) (all with -v)", .faint)], indent: digits + 2)
            }
        }
        if options.detail != .quiet { page.blank() }
        page.addVerdict(checklist.report)
        return page.text
    }
}

extension Page {
    /// What nobody has met: a line for those behind the same stop.
    fileprivate mutating func addUnreached(_ steps: [Checklist.Step], digits: Int) {
        let names = steps.map { "\($0.number) \($0.topic ?? $0.question)" }.joined(separator: ", ")
        row(
            [(Span(String(repeating: " ", count: max(0, digits - 1)) + "?"), digits), (Span("", .faint), 4)],
            [Span("\(steps[0].unreachedWords): \(names)")])
    }

    fileprivate mutating func addStep(_ step: Checklist.Step, digits: Int) {
        let padding = String(repeating: " ", count: max(0, digits - String(step.number).count))
        let number = (Span(padding + String(step.number)), digits)
        let indent = digits + 8
        guard step.after.isEmpty || step.state != .found || options.detail == .verbose else {
            row([number, (Span("after", .faint), 4)], [Span("\(step.afterWords): \(step.question)")])
            prose([Span(step.findings.map(\.id).joined(separator: ", "), .faint)], indent: indent)
            return
        }
        row([number, (Span(step.word, step.ink), 4)], [Span(step.question, .strong)])
        if step.state == .unreached { prose([Span(step.unreachedWords)], indent: indent, hang: indent + 2) }
        if let value = step.value, step.findings.isEmpty {
            prose([granted(Span(value)).cut(to: options.columns * 2)], indent: indent, hang: indent + 2)
        }
        if let reason = step.reason { prose([Span(reason)], indent: indent, hang: indent + 2) }
        for finding in step.findings { addFinding(finding, indent: indent) }
        if !step.ruledOut.isEmpty, options.detail == .verbose {
            prose(
                [Span("rules out \(step.ruledOut.joined(separator: ", "))", .faint)], indent: indent, hang: indent + 2)
        }
        let shown = Set(step.findings.flatMap(\.evidence).compactMap(\.command))
        for text in step.commands where !shown.contains(text) {
            command(text, label: Span("see it", .faint), indent: indent, labelWidth: 8)
        }
    }

    private mutating func addFinding(_ finding: Finding, indent: Int) {
        let sentence = finding.summary.isEmpty ? finding.title : finding.summary
        let role = finding.isRootCause && finding.severity > .info ? "ROOT CAUSE " : ""
        prose(
            [Span(role, finding.severity.ink), Span("\(finding.id): ", .strong), Span(sentence)],
            indent: indent, hang: indent + 2)
        for evidence in finding.evidence.prefix(options.detail == .verbose ? .max : 2) {
            row(
                [(Span("value", .faint), 6)], [granted(Span(evidence.phrase)).cut(to: options.columns * 2)],
                indent: indent)
            if let seen = evidence.command {
                command(seen, label: Span("see it", .faint), indent: indent, labelWidth: 8)
            }
        }
        for fix in finding.fix {
            command(fix.command, label: Span("fix", .faint), indent: indent, labelWidth: 8)
            if let risk = fix.risk { row([(Span("  risk", .faint), 6)], [Span(risk)], indent: indent) }
            if let outcome = fix.outcome {
                row([(Span("  then", .faint), 6)], [Span("\(outcome), as simulated")], indent: indent)
            }
        }
    }
}
