import Diagnosis
import JSON

/// The ticket of a hunt: the last report, the checklist, and what happened when.
public enum GuideTicket {
    private typealias M = MarkdownEscape

    public static func markdown(_ guide: Guide) -> String {
        var lines = [MarkdownReport.render(guide.checklist.report), "", "### Timeline", ""]
        for entry in guide.timeline.entries {
            lines.append("- \(M.text(entry.time)) \(M.text(entry.words))")
        }
        lines += ["", "### Steps", ""] + MarkdownChecklist.steps(of: guide.checklist)
        return MarkdownReport.joined(lines)
    }

    public static func text(_ guide: Guide, _ options: TextOptions) -> String {
        var page = Page(options)
        for entry in guide.timeline.entries {
            page.prose([Span("\(entry.time) ", .strong), Span(entry.words)], hang: 2)
        }
        return TextReport.render(guide.checklist.report, options) + "\n" + page.text + "\n"
            + TextChecklist.render(guide.checklist, options)
    }

    /// For formats that have no ticket of their own: the checklist, with what happened when.
    public static func told(_ guide: Guide) -> Told {
        var checklist = guide.checklist
        checklist.timeline = guide.timeline.entries
        return .checklist(checklist)
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
