import Diagnosis

/// A followed runbook as a task list, the cause first: a box is ticked where nothing is wrong.
public enum MarkdownChecklist {
    private typealias M = MarkdownEscape

    public static func render(_ checklist: Checklist) -> String {
        var lines = MarkdownReport.headline(Story(checklist.report)) + ["", "### \(M.text(checklist.title))", ""]
        lines += steps(of: checklist)
        if !checklist.report.notLookedAt.isEmpty {
            lines += ["", "Not looked at: \(M.text(checklist.report.notLookedAt.joined(separator: ", ")))"]
        }
        return MarkdownReport.joined(lines)
    }

    /// The tasks, those first that somebody has to look at.
    static func steps(of checklist: Checklist) -> [String] {
        let order = StepOrder(checklist)
        return (order.found + order.after + order.unjudged).flatMap(of)
            + order.unreached.map {
                "- [ ] \($0.number). \(M.text($0.question)) \(M.text($0.unreachedWords))"
            } + order.rest.flatMap(brief)
    }

    /// What needs nobody: the answer alone.
    private static func brief(_ step: Checklist.Step) -> [String] {
        let seen = step.value ?? step.reason
        let reason = step.state == .ok ? seen.map { ": \(M.text($0))" } ?? "" : " (does not apply)"
        return ["- [\(step.state == .ok ? "x" : " ")] \(step.number). \(M.text(step.question))\(reason)"]
    }

    private static func of(_ step: Checklist.Step) -> [String] {
        let after = step.after.isEmpty ? step.word : "look again after \(step.afterWords)"
        var lines = [
            "- [ ] **\(step.number). \(M.text(step.question))** \(after)\(step.reason.map { ": \(M.text($0))" } ?? "")"
        ]
        lines += step.findings.flatMap { finding in
            let sentence = finding.summary.isEmpty ? finding.title : finding.summary
            return ["  - **\(finding.severity.word)** \(M.code(finding.id)): \(M.text(sentence))"]
                + (step.after.isEmpty ? finding.evidence.map { "    - value: \(M.text($0.phrase))" } : [])
                + finding.fix.map {
                    "    - fix: \(M.command($0.command))\($0.risk.map { ", risk: " + M.text($0) } ?? "")"
                }
        }
        return lines + step.commands.map { "  - see it: \(M.command($0))" }
    }
}
