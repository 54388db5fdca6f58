import Analysis
import Diagnosis
import NetworkModel
import TerminalText

/// The report for a ticket: the same story as the text, in GitHub's Markdown.
public enum MarkdownReport {
    public static func render(_ report: Report) -> String {
        let story = Story(report)
        var lines = headline(story) + [""]
        lines += facts(report)
        lines += picture(report)
        lines += MarkdownCapture.lines(report)
        lines += MarkdownWatch.lines(report)
        lines += MarkdownProbing.lines(report)
        for group in story.causes {
            lines += ["", "### Root cause: \(subject(group.lead))", ""] + details(group, story)
        }
        if !story.others.isEmpty {
            lines += ["", "### Also found", ""]
            for group in story.others { lines += other(group) }
        }
        lines += unseen(story)
        lines += ["", "### Looked at", "", M.text(report.scope.joined(separator: "; ")), "", coverage(report)]
        return joined(lines)
    }

    private typealias M = MarkdownEscape

    /// No two blank lines in a row, one newline at the end.
    static func joined(_ lines: [String]) -> String {
        var out = ""
        var wasBlank = true
        for line in lines where !(line.isEmpty && wasBlank) {
            out += line + "\n"
            wasBlank = line.isEmpty
        }
        return out
    }

    static func headline(_ story: Story) -> [String] {
        let verdict = story.report.verdict
        let heading = "## \(verdict.word): \(M.text(story.report.target.phrase))"
        let vantage =
            (story.report.vantage.map { ["", M.text($0)] } ?? [])
            + story.report.notApplied.flatMap { ["", "**SITE** \(M.text($0))"] }
        if story.headlines.isEmpty { return [heading] + vantage + ["", M.text(story.opening)] }
        return [heading] + vantage + [""]
            + story.headlines.flatMap { group in
                let more = group.others.isEmpty ? "" : " (and \(group.others.count) more like it)"
                return [
                    "**\(group.lead.severity.word)** \(M.code(group.lead.id)): \(M.text(group.sentence))\(more)", "",
                ]
            }
    }

    private static func facts(_ report: Report) -> [String] {
        let target = report.target
        var lines = ["- **Verdict**: \(report.verdict.word), \(report.verdict.meaning)"]
        if !report.notLookedAt.isEmpty {
            lines.append("- **Not looked at**: \(M.text(report.notLookedAt.joined(separator: ", ")))")
        }
        if let netns = target.netns {
            let names = netns.names.map(M.code).joined(separator: ", ")
            lines.append(
                "- **Network namespace**: \(names.isEmpty ? "" : names + " ")(\(netns.inode))\(report.isOnHostNetwork ? ", the host's own network" : "")"
            )
        }
        if let container = target.container {
            let pod = container.podUid.map { ", pod \(M.code($0))" } ?? ""
            let runtime = container.runtime.map { "\(M.code($0)) " } ?? ""
            let label = container.label?.words.map { ", \(M.text($0))" } ?? ""
            lines.append("- **Container**: \(runtime)\(M.code(container.id))\(pod)\(label)")
        }
        if let datapath = report.datapath { lines.append("- **Network**: \(M.text(datapath.words))") }
        lines.append(
            "- **Host**: \(M.code(report.host.name)), Linux \(M.code(report.host.kernel)), \(M.code(report.startedAt)),"
                + " nsdoctor \(M.code(report.toolVersion))")
        return lines
    }

    private static func picture(_ report: Report) -> [String] {
        let lines = report.pictureLines
        return lines.isEmpty ? [] : [""] + M.fence(lines, language: "text")
    }

    private static func subject(_ finding: Finding) -> String {
        let place = finding.subject.netns.map { " in \(M.code($0.label))" } ?? ""
        return "\(M.code(finding.id)), \(M.text(finding.subject.object)) \(M.code(finding.subject.name))\(place)"
    }

    private static func details(_ group: Story.Group, _ story: Story) -> [String] {
        let finding = group.lead
        var lines = [M.text(finding.title), ""]
        lines += finding.evidence.map { evidence in
            let expected = evidence.expected.map { " (expected: \(M.code($0)))" } ?? ""
            return "- \(M.code(evidence.fact)): \(M.code(evidence.observed))\(expected)"
        }
        if !group.others.isEmpty {
            let more = group.others.count > 20 ? " and \(group.others.count - 20) more" : ""
            let names = group.others.prefix(20).map { M.code($0.subject.name) }
            lines.append("- also in \(names.joined(separator: ", "))\(more)")
        }
        let explained = story.consequences(of: group)
        if !explained.isEmpty { lines.append("- explains \(explained.map(M.code).joined(separator: ", "))") }
        var seen: Set<String> = []
        let looks = (finding.evidence.compactMap(\.command) + finding.confirm).filter { seen.insert($0).inserted }
        if !looks.isEmpty { lines += ["", "See it by hand:", ""] + commands(looks) }
        for fix in finding.fix { lines += fixLines(fix) }
        return lines + references(finding)
    }

    private static func fixLines(_ fix: Finding.Fix) -> [String] {
        var lines = ["", "Fix:", ""] + commands([fix.command]) + [""]
        if let risk = fix.risk { lines.append("- risk: \(M.text(risk))") }
        if let outcome = fix.outcome { lines.append("- then: \(M.code(outcome)), as simulated") }
        return lines
    }

    private static func references(_ finding: Finding) -> [String] {
        let source = "Runbook \(M.code(finding.runbook.id)), step \(M.code(finding.runbook.step))"
        return ["", ([source] + finding.references.map(M.code)).joined(separator: "; ")]
    }

    private static func commands(_ commands: [String]) -> [String] {
        M.fence(commands.map { Escape.command($0) }, language: "sh")
    }

    private static func other(_ group: Story.Group) -> [String] {
        let finding = group.lead
        let more = group.others.isEmpty ? "" : " (and \(group.others.count) more like it)"
        return ["- **\(finding.severity.word)** \(subject(finding)): \(M.text(group.sentence))\(more)"]
            + finding.fix.map { "  - fix: \(M.command($0.command))\($0.risk.map { ", risk: " + M.text($0) } ?? "")" }
    }

    private static func unseen(_ story: Story) -> [String] {
        var lines: [String] = []
        if !story.unjudged.isEmpty {
            lines += ["", "### Not judged", ""]
            lines += story.unjudged.map { "- \(M.code($0.id)): \(M.text($0.reason ?? $0.title))" }
        }
        if !story.report.incomplete.isEmpty {
            lines += ["", "### Not seen", ""]
            lines += story.unseen.map { gap in
                let place = gap.netns.map { " of namespace \($0.inode)" } ?? ""
                return "- \(M.code(gap.fact))\(place): \(M.text(gap.reason))\(gap.hint.map { "; " + M.text($0) } ?? "")"
            }
        }
        return lines
    }

    private static func coverage(_ report: Report) -> String {
        "\(report.coverage.phrase(report.verdict)). Exit status \(report.verdict.exitStatus)."
    }
}
