import Comparison

/// Differences for a ticket.
public enum MarkdownDifference {
    private typealias M = MarkdownEscape

    /// All of it, as lists.
    public static func render(_ document: DifferenceDocument) -> String {
        var lines = ["## \(M.text(document.headline))", ""]
        lines += document.sides.map { "- \($0.label): \(M.text($0.text))" }
        if !document.difference.changes.isEmpty { lines += ["", "### What differs", ""] }
        for change in document.difference.changes {
            lines.append("- \(M.code(document.word(change))) \(M.text(document.title(change)))")
            lines += document.details(change).map { "  - \(M.text($0))" }
            if let reason = change.explains { lines.append("  - about this: \(M.code(reason))") }
        }
        if !document.difference.unseen.isEmpty { lines += ["", "### What not both have seen", ""] }
        lines += document.difference.unseen.map { "- \(M.text(document.words($0, all: true)))" }
        return MarkdownReport.joined(lines)
    }
}
