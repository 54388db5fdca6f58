import Diagnosis

/// A followed runbook as a task list: a box is ticked where the step has an answer.
public enum MarkdownChecklist {
    private typealias M = MarkdownEscape

    public static func render(_ checklist: Checklist) -> String {
        var lines = ["## \(M.text(checklist.title))", ""]
        for step in checklist.steps { lines += of(step) }
        lines += ["", TextChecklist.summary(checklist)]
        if !checklist.notLookedAt.isEmpty {
            lines += ["", "Not looked at: \(M.text(checklist.notLookedAt.joined(separator: ", ")))"]
        }
        return MarkdownReport.joined(lines)
    }

    private static func of(_ step: Checklist.Step) -> [String] {
        let isAnswered = step.state == .ok || step.state == .found
        var lines = [
            "- [\(isAnswered ? "x" : " ")] **\(step.number). \(M.text(step.question))** \(step.state.word)"
                + (step.reason.map { ": \(M.text($0))" } ?? "")
        ]
        lines += step.findings.flatMap { finding in
            let sentence = finding.summary.isEmpty ? finding.title : finding.summary
            return ["  - **\(finding.severity.word)** \(M.code(finding.id)): \(M.text(sentence))"]
                + finding.fix.map {
                    "    - fix: \(M.command($0.command))\($0.risk.map { ", risk: " + M.text($0) } ?? "")"
                }
        }
        if !step.ruledOut.isEmpty, step.state == .ok {
            lines.append("  - rules out \(step.ruledOut.map(M.code).joined(separator: ", "))")
        }
        lines += step.commands.map { "  - see it: \(M.command($0))" }
        return lines
    }
}
