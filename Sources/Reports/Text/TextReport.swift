import Diagnosis
import NetworkModel

/// The report for a person at a terminal: what is wrong in the first line, the verdict in the last.
public enum TextReport {
    public static func render(_ report: Report, _ options: TextOptions = TextOptions()) -> String {
        let story = Story(report)
        var page = Page(options)
        if options.detail == .quiet {
            page.addCauseLines(story)
            page.addVerdict(report)
            return page.text
        }
        page.addHeadline(story)
        if story.isCalm, options.detail == .normal {
            page.addTarget(report)
            page.addPicture(report, inOneRow: true)
            page.addCapture(report)
            page.addWatched(report)
            page.addProbing(report)
            page.addOthers(story)
        } else {
            page.blank()
            page.addAll(story)
            page.blank()
            page.addScope(report)
        }
        page.addVerdict(report)
        return page.text
    }
}

extension Page {
    static let labelWidth = 9

    /// Where text beside a label starts.
    static let body = labelWidth + 2

    /// `label      text`.
    mutating func labelled(_ label: String, _ spans: [Span]) {
        row([(Span(label, .strong), Page.labelWidth)], spans)
    }

    fileprivate mutating func addAll(_ story: Story) {
        let report = story.report
        addTarget(report)
        // What to type is on the first screen, however much there is to draw.
        addPlan(report)
        addCauses(story)
        if !story.causes.isEmpty { blank() }
        addPicture(report, inOneRow: story.headlines.isEmpty)
        addQuestions(report)
        addCapture(report)
        addWatched(report)
        addProbing(report)
        addOthers(story)
        if options.detail == .verbose {
            addHops(report)
            addChecks(report)
        }
        addUnjudged(story)
        addIncomplete(story)
    }

    mutating func addHeadline(_ story: Story) {
        if let vantage = story.report.vantage { headline(Span("NOTE", .unknown), [Span(vantage)]) }
        for sentence in story.report.notApplied { headline(Span("SITE", .unknown), [Span(sentence)]) }
        if story.headlines.isEmpty {
            let verdict = story.report.verdict
            headline(Span(verdict.word, verdict.ink), [Span(story.opening)])
        } else {
            for group in story.headlines.prefix(5) {
                let tail = group.others.isEmpty ? "" : " (and \(group.others.count) more like it)"
                headline(
                    Span(group.lead.severity.word, group.lead.severity.ink),
                    [Span("\(group.lead.id): ", .strong), Span(group.sentence), Span(tail)])
            }
            let rest = story.headlines.count - 5
            if rest > 0 { headline("", [Span("and \(rest) more, below")]) }
        }
    }

    /// One line each, for -q: however long, as it is for searching and counting.
    fileprivate mutating func addCauseLines(_ story: Story) {
        for group in story.headlines {
            let count = group.others.isEmpty ? "" : " (\(group.count) times)"
            let text = granted(Span("\(group.lead.id)\(count): \(group.sentence)"))
            row([(Span(group.lead.severity.word, group.lead.severity.ink), 4), (text, 0)], [])
        }
    }

    mutating func headline(_ word: Span, _ text: [Span]) {
        row([(word, 4)], text)
    }

    fileprivate mutating func addScope(_ report: Report) {
        var parts = report.scope
        parts.append(report.coverage.phrase(report.verdict))
        var text = parts.joined(separator: "; ")
        if options.detail == .verbose {
            text += "; \(report.host.name), Linux \(report.host.kernel), \(report.startedAt),"
            text += " \(report.durationMilliseconds) ms, nsdoctor \(report.toolVersion)"
        }
        labelled("looked at", [Span(text)])
    }

    mutating func addVerdict(_ report: Report) {
        let verdict = report.verdict
        let status = options.exitStatus ?? verdict.exitStatus
        labelled("verdict", [Span(verdict.word, verdict.ink), Span(": \(verdict.meaning) (exit \(status))")])
        // With -q only where somebody could take silence for health.
        guard !report.notLookedAt.isEmpty, options.detail != .quiet || verdict == .ok else { return }
        labelled("", [Span("not looked at: \(report.notLookedAt.joined(separator: ", "))")])
    }
}
