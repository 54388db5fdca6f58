/// Aligned columns. Where the page is too narrow, the widest columns of text give way first, losing the middles of
/// their cells, then the last columns go; `plain` and JSON have them whole.
public enum TextListing {
    private static let gap = 2
    private static let narrowest = 10

    public static func render(_ listing: Listing, _ options: TextOptions = TextOptions()) -> String {
        var page = Page(options)
        let grid = listing.rows.map { row in
            listing.columns.indices.map { page.granted(Span($0 < row.count ? row[$0] : "")) }
        }
        let titles = listing.columns.map { page.granted(Span($0.title, .strong)) }
        let natural = listing.columns.indices.map { column in
            ([titles[column]] + grid.map { $0[column] }).map(\.width).max() ?? 0
        }
        // A number without its middle is another number.
        let widths = fitted(natural, rigid: listing.columns.map(\.isNumber), options.columns)
        for row in [titles] + grid { page.addCells(row, widths, listing.columns) }
        let hidden = listing.columns.count - widths.count
        if hidden > 0 { page.prose([Span("(\(hidden) more columns: make the terminal wider, or use -o json)")]) }
        return page.text
    }

    private static func fitted(_ widths: [Int], rigid: [Bool], _ room: Int) -> [Int] {
        var widths = widths
        while widths.reduce(0, +) + gap * max(0, widths.count - 1) > room {
            let flexible = widths.indices.filter { !rigid[$0] && widths[$0] > narrowest }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else {
                // More columns than the page can hold: the last ones are left to the other formats.
                if widths.count > 1 { widths.removeLast() } else { return [room] }
                continue
            }
            widths[widest] -= 1
        }
        return widths
    }
}

extension Page {
    fileprivate mutating func addCells(_ cells: [Span], _ widths: [Int], _ columns: [Listing.Column]) {
        var aligned: [(span: Span, width: Int)] = []
        for (index, width) in widths.enumerated() {
            let cell = cells[index].shortened(to: width)
            let air = columns[index].isNumber ? max(0, width - cell.width) : 0
            aligned.append((cell.padded(left: air), width))
        }
        // Empty cells at the end would leave spaces behind.
        while let last = aligned.last, last.span.width == 0, aligned.count > 1 { aligned.removeLast() }
        row(aligned, [])
    }
}
