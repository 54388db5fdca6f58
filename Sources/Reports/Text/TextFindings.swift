import Diagnosis
import NetworkModel

// Root causes with proof and fix; what they explain; what else was found.
extension Page {
    /// More than these are a list to read in the JSON or with -v.
    private var most: Int { options.detail == .verbose ? .max : 5 }

    mutating func addCauses(_ story: Story) {
        for group in story.causes.prefix(most) {
            blank()
            let finding = group.lead
            prose(
                [
                    Span(finding.certainty == .likely ? "LIKELY CAUSE " : "ROOT CAUSE ", finding.severity.ink),
                    Span(finding.id, .strong),
                    Span(", \(finding.subject.phrase)"),
                ], hang: 2)
            if !finding.title.isEmpty, finding.title != group.sentence { prose([Span(finding.title)], indent: 2) }
            addDetails(finding, indent: 2)
            addSiblings(group, indent: 2)
            let explained = story.consequences(of: group)
            if !explained.isEmpty { detail("explains", indent: 2, [Span(explained.joined(separator: ", "))]) }
            if options.detail == .verbose {
                for follower in story.folded(under: group) { addFollower(follower) }
            }
            addSource(finding)
        }
        let rest = story.causes.count - most
        if rest > 0 {
            blank()
            prose([Span("\(rest) more root causes: all with -v")])
        }
    }

    /// What to type in which order, where one command is not enough.
    mutating func addPlan(_ report: Report) {
        guard report.plan.count > 1 else { return }
        blank()
        prose([Span("PLAN", .strong), Span(", as simulated")])
        for (number, step) in report.plan.enumerated() {
            command(step.command, label: Span("\(number + 1)"), indent: 2, labelWidth: 4)
            row([("", 4)], [Span(step.outcome)], indent: 2)
        }
    }

    mutating func addOthers(_ story: Story) {
        guard !story.others.isEmpty else { return }
        blank()
        let onlyNotes = story.others.allSatisfy { $0.lead.severity == .info }
        prose([Span(onlyNotes ? "NOTES" : story.causes.isEmpty ? "FOUND" : "ALSO FOUND", .strong)])
        for group in story.others.prefix(most) {
            let finding = group.lead
            row(
                [("", 0), (Span(finding.severity.word, finding.severity.ink), 4)],
                [
                    Span("\(finding.id): ", .strong), Span(group.sentence),
                ])
            addSiblings(group, indent: 8)
            if finding.severity > .info || options.detail == .verbose { addDetails(finding, indent: 8) }
        }
        let rest = story.others.count - most
        if rest > 0 { prose([Span("\(rest) more: all with -v")], indent: 2) }
    }

    private mutating func addDetails(_ finding: Finding, indent: Int) {
        let isFull = options.detail == .verbose
        for evidence in finding.evidence.prefix(isFull ? .max : 4) {
            // A whole file may be in evidence; the JSON has it all.
            let phrase = granted(Span(evidence.phrase))
            detail("proof", indent: indent, [isFull ? phrase : phrase.cut(to: options.columns * 5)])
            if let seen = evidence.command { detailCommand("see it", indent: indent, seen) }
        }
        let more = finding.evidence.count - 4
        if more > 0, !isFull { detail("", indent: indent, [Span("\(more) more proofs with -v")]) }
        let shown = Set(finding.evidence.compactMap(\.command))
        for command in finding.confirm where !shown.contains(command) {
            detailCommand("confirm", indent: indent, command)
        }
        for fix in finding.fix {
            detailCommand("fix", indent: indent, fix.command)
            if let risk = fix.risk { detail("  risk", indent: indent, [Span(risk)]) }
            if let outcome = fix.outcome { detail("  then", indent: indent, [Span("\(outcome), as simulated")]) }
        }
    }

    private mutating func addSiblings(_ group: Story.Group, indent: Int) {
        guard !group.others.isEmpty else { return }
        let limit = options.detail == .verbose ? Int.max : 6
        let names = group.others.prefix(limit).map { shortened(Span($0.subject.name), to: 30) }
        let rest = group.others.count - names.count
        var spans = Array(names.map { [$0] }.joined(separator: [", " as Span]))
        if rest > 0 { spans.append(Span(" and \(rest) more")) }
        detail("also in", indent: indent, spans)
    }

    private mutating func addFollower(_ finding: Finding) {
        let text = finding.summary.isEmpty ? finding.title : finding.summary
        detail("", indent: 2, [Span("\(finding.severity.word) \(finding.id), \(finding.subject.phrase): \(text)")])
    }

    private mutating func addSource(_ finding: Finding) {
        guard options.detail == .verbose else { return }
        detail("runbook", indent: 2, [Span("\(finding.runbook.id), step \(finding.runbook.step)")])
        for reference in finding.references { detail("see", indent: 2, [Span(reference)]) }
    }

    private mutating func detail(_ label: String, indent: Int, _ spans: [Span]) {
        row([(Span(label, .faint), Page.labelWidth - 1)], spans, indent: indent)
    }

    private mutating func detailCommand(_ label: String, indent: Int, _ text: String) {
        command(text, label: Span(label, .faint), indent: indent, labelWidth: Page.labelWidth + 1)
    }
}
