import Diagnosis

/// A followed runbook at a terminal: question, answer, what that rules out, and the command to see it by hand.
public enum TextChecklist {
    public static func render(_ checklist: Checklist, _ options: TextOptions = TextOptions()) -> String {
        var page = Page(options)
        page.prose([Span(checklist.title, .strong)])
        page.blank()
        let digits = String(checklist.steps.map(\.number).max() ?? 0).count
        // With -q only what somebody has to look at.
        let isQuiet = options.detail == .quiet
        for step in checklist.steps where !isQuiet || step.state == .found || step.state == .unknown {
            page.addStep(step, digits: digits)
        }
        page.blank()
        page.prose([Span(summary(checklist))])
        if !checklist.notLookedAt.isEmpty {
            page.prose([Span("not looked at: \(checklist.notLookedAt.joined(separator: ", "))")], hang: 2)
        }
        return page.text
    }

    /// `9 steps: 6 ok, 1 found, 1 unknown, 1 skipped`.
    static func summary(_ checklist: Checklist) -> String {
        let states: [(CheckResult.State, String)] = [
            (.ok, "ok"), (.found, "found"), (.unknown, "unknown"), (.skipped, "skipped"),
        ]
        let counts = states.compactMap { state, word in
            let count = checklist.steps.count { $0.state == state }
            return count > 0 ? "\(count) \(word)" : nil
        }
        let steps = checklist.steps.count == 1 ? "1 step" : "\(checklist.steps.count) steps"
        return counts.isEmpty ? "no steps" : "\(steps): \(counts.joined(separator: ", "))"
    }
}

extension Page {
    fileprivate mutating func addStep(_ step: Checklist.Step, digits: Int) {
        let padding = String(repeating: " ", count: max(0, digits - String(step.number).count))
        row(
            [(Span(padding + String(step.number)), digits), (Span(step.state.word, step.state.ink), 5)],
            [Span(step.question, .strong)])
        let indent = digits + 9
        if let reason = step.reason { prose([Span(reason)], indent: indent, hang: indent + 2) }
        for finding in step.findings {
            let sentence = finding.summary.isEmpty ? finding.title : finding.summary
            prose(
                [Span(finding.severity.word, finding.severity.ink), Span(" \(finding.id): ", .strong), Span(sentence)],
                indent: indent, hang: indent + 5)
            for fix in finding.fix {
                command(fix.command, label: Span("fix", .faint), indent: indent, labelWidth: 8)
                if let risk = fix.risk { row([(Span("  risk", .faint), 6)], [Span(risk)], indent: indent) }
            }
        }
        if !step.ruledOut.isEmpty, step.state == .ok || options.detail == .verbose {
            prose(
                [Span("rules out \(step.ruledOut.joined(separator: ", "))", .faint)], indent: indent, hang: indent + 2)
        }
        for text in step.commands { command(text, label: Span("see it", .faint), indent: indent, labelWidth: 8) }
    }
}
