import Diagnosis

/// What moved of the counters, as a table.
enum MarkdownWatch {
    private typealias M = MarkdownEscape

    static func lines(_ report: Report) -> [String] {
        guard let watched = report.watched else { return [] }
        var lines = ["", "### Watched", "", M.text(watched.headline), ""]
        let told = watched.told()
        guard !told.isEmpty else { return lines + ["Nothing moved."] }
        lines += ["| what counts | rose | lost |", "| :--- | :--- | :--- |"]
        lines += told.map { source, counters in
            let lost = counters.compactMap(\.loss).map { "**\(M.text($0))**" }.joined(separator: "; ")
            return "| \(M.text(source.label)) | \(M.text(source.words(counters))) | \(lost) |"
        }
        for way in watched.ways {
            lines += ["", "- to \(M.text(way.destination)): \(M.text(WatchReport.Way.words(way.there)))"]
            if !way.back.isEmpty { lines.append("- and back: \(M.text(WatchReport.Way.words(way.back)))") }
            if let silence = way.silenceWords { lines.append("- **\(M.text(silence))**") }
        }
        return lines + watched.gaps.flatMap { ["", "Not read: \(M.text($0))"] }
    }
}
