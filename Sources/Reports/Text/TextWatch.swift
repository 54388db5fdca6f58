import Diagnosis
import TerminalText

// What moved of the counters on the way, hop by hop.

extension Page {
    mutating func addWatched(_ report: Report) {
        guard let watched = report.watched else { return }
        labelled("watched", [Span(watched.headline)])
        addSources(watched, indent: Page.body)
        for way in watched.ways { addWay(way, indent: Page.body) }
        for gap in watched.gaps { prose([Span("not read: \(gap)")], indent: Page.body, hang: Page.body + 2) }
        blank()
    }

    /// Packets on each link of a way, in their order.
    private mutating func addWay(_ way: WatchReport.Way, indent: Int) {
        prose([Span("to \(way.destination)", .strong)], indent: indent)
        for (label, steps) in [("there", way.there), ("back", way.back)] where !steps.isEmpty {
            row([(Span(label), 5)], [Span(WatchReport.Way.words(steps))], indent: indent + 2)
        }
        guard let silence = way.silenceWords else { return }
        row([(Span("X", .warn), 1)], [Span(silence, .warn)], indent: indent + 4)
    }

    /// A line for each thing that counts below the name of its namespace, and one for each loss.
    private mutating func addSources(_ watched: WatchReport, indent: Int) {
        let told = watched.told(all: options.detail == .verbose)
        if told.isEmpty { prose([Span("nothing moved")], indent: indent) }
        let longest = told.map { granted(Span($0.source.name)).width }.max() ?? 0
        let width = min(longest, max(16, options.columns - indent - 32))
        var place: String?
        for (source, counters) in told {
            if source.place != place {
                place = source.place
                prose([Span(place.map { "in \($0)" } ?? "of the machine", .strong)], indent: indent)
            }
            let name = shortened(Span(source.name), to: width)
            row([(name, width)], [Span(source.words(counters))], indent: indent + 2)
            for loss in counters.compactMap(\.loss) {
                row([(Span("X", .crit), 1)], [Span(loss, .crit)], indent: indent + 4)
            }
        }
    }
}
