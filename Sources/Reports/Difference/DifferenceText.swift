import Comparison

/// Differences for people, one below the other: `+` came, `-` went, `~` is otherwise, `^` stands elsewhere; of two targets
/// `<` has only the first, `>` only the second.
public enum DifferenceText {
    /// All of it; with `verbose` also every name of what not both have seen.
    public static func render(_ document: DifferenceDocument, _ options: TextOptions = TextOptions()) -> String {
        var page = Page(options)
        let ink: Ink =
            switch document.difference.outcome {
            case .equal: .ok
            case .differs: .warn
            case .unknown: .unknown
            }
        page.prose([Span(document.headline, ink)])
        if options.detail != .quiet {
            for side in document.sides { page.row([(Span(side.label, .faint), 6)], [Span(side.text)]) }
            page.blank()
        }
        for change in document.difference.changes {
            page.prose([Span(document.word(change), .strong), " ", Span(document.title(change))], hang: 4)
            guard options.detail != .quiet else { continue }
            for detail in document.details(change) { page.prose([Span(detail)], indent: 4, hang: 6) }
            if let reason = change.explains { page.prose([Span("about this: \(reason)", .info)], indent: 4, hang: 6) }
        }
        if !document.difference.unseen.isEmpty { page.blank() }
        for unseen in document.difference.unseen {
            page.prose(
                [Span("?", .unknown), " ", Span(document.words(unseen, all: options.detail == .verbose), .faint)],
                hang: 4)
        }
        return page.text
    }
}
