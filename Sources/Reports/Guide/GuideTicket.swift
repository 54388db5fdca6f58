import Diagnosis
import JSON

/// The ticket of a hunt: the last report, the checklist, and what happened when.
public enum GuideTicket {
    private typealias M = MarkdownEscape

    public static func markdown(_ guide: Guide) -> String {
        var lines = [MarkdownReport.render(guide.checklist.report), "", "### Timeline", ""]
        for entry in guide.timeline.entries {
            let step = entry.step.map { " at step \($0)" } ?? ""
            lines.append("- \(M.text(entry.time)) \(entry.kind.words)\(step): \(M.text(entry.text))")
        }
        lines += ["", "### Steps", ""] + MarkdownChecklist.steps(of: guide.checklist)
        return MarkdownReport.joined(lines)
    }

    public static func text(_ guide: Guide, _ options: TextOptions) -> String {
        var page = Page(options)
        for entry in guide.timeline.entries {
            let step = entry.step.map { " at step \($0)" } ?? ""
            page.prose([Span("\(entry.time) \(entry.kind.words)\(step): ", .strong), Span(entry.text)], hang: 2)
        }
        return TextReport.render(guide.checklist.report, options) + "\n" + page.text + "\n"
            + TextChecklist.render(guide.checklist, options)
    }

    /// `nsdoctor.ticket/1`: `report` is `nsdoctor.report/1`, `checklist` is `nsdoctor.checklist/1`.
    public static func json(_ guide: Guide) -> String {
        let timeline: [JSONValue] = guide.timeline.entries.map { entry in
            [
                "time": .string(entry.time), "kind": .string(entry.kind.rawValue),
                "step": entry.step.map { .int($0) } ?? .null, "text": .string(entry.text),
            ]
        }
        let ticket: JSONValue = [
            "schema": "nsdoctor.ticket/1", "timeline": .array(timeline), "report": guide.checklist.report.json,
            "checklist": guide.checklist.json,
        ]
        return ticket.pretty
    }
}

extension GuideTimeline.Entry.Kind {
    fileprivate var words: String {
        switch self {
        case .look: "looked"
        case .note: "note"
        case .value: "tried on paper"
        case .ticket: "ticket"
        }
    }
}
