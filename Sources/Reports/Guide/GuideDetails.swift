import Diagnosis

extension Guide {
    /// All that is known of the selected step, wrapped: commands too, as a screen cannot be scrolled aside.
    func details(_ options: TextOptions) -> [String] {
        guard let step else { return [] }
        var page = Page(options)
        page.prose(
            [Span("\(step.number)  \(step.word)  ", step.ink), Span(step.question, .strong)], indent: 1, hang: 3)
        if step.state == .unreached { page.item("", [Span(step.unreachedWords)]) }
        if !step.after.isEmpty, step.state == .found {
            page.item("", [Span("goes with step \(step.afterWords): look again when that is mended")])
        }
        if let value = step.value { page.item("seen", [Span(value)]) }
        if let reason = step.reason { page.item("why", [Span(reason)]) }
        for finding in step.findings { page.addDetails(of: finding) }
        if let trial {
            page.item("tried", [Span(command: trial.command)])
            page.item("then", [Span(trial.outcome)])
        }
        if !step.ruledOut.isEmpty { page.item("so", [Span("it is not \(step.ruledOut.joined(separator: ", "))")]) }
        for command in step.commands { page.item("see", [Span(command: command)]) }
        for note in timeline.entries where note.kind == .note && note.step == step.number {
            page.item("note", [Span("\(note.text) (\(note.time))")])
        }
        return page.lines
    }
}

extension Page {
    fileprivate mutating func item(_ label: String, _ spans: [Span]) {
        row([(Span(label, .faint), 6)], spans, indent: 3)
    }

    fileprivate mutating func addDetails(of finding: Finding) {
        let role = finding.isRootCause && finding.severity > .info ? "ROOT CAUSE " : ""
        let sentence = finding.summary.isEmpty ? finding.title : finding.summary
        prose(
            [
                Span("\(finding.severity.word) \(role)", finding.severity.ink), Span("\(finding.id): ", .strong),
                Span(sentence),
            ],
            indent: 3, hang: 10)
        for evidence in finding.evidence {
            item("value", [Span(evidence.phrase)])
            if let command = evidence.command { item("see", [Span(command: command)]) }
        }
        for fix in finding.fix {
            item("fix", [Span(command: fix.command)])
            if let risk = fix.risk { item("risk", [Span(risk)]) }
            if let outcome = fix.outcome { item("then", [Span("\(outcome) (simulated)")]) }
        }
        if !finding.explains.isEmpty { item("brings", [Span(finding.explains.joined(separator: ", "))]) }
        for reference in finding.references { item("read", [Span(reference)]) }
    }
}
