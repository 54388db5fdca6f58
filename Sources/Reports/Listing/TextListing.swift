/// Aligned columns. A column in which nobody has anything is left out; where the page is too narrow the last columns go
/// on below, in the rows as in the title, and nothing but a very long cell is shortened. `plain` and JSON have all of it
/// as it is.
public enum TextListing {
    private static let gap = 2
    /// Of a cell beside others, where the page is narrower than all of them.
    private static let widest = 30
    /// Room in which text can be wrapped beside the columns before it.
    private static let leastTail = 24

    public static func render(_ listing: Listing, _ options: TextOptions = TextOptions()) -> String {
        var page = Page(options)
        let shown = listing.columns.indices.filter { column in
            listing.rows.isEmpty || column == 0
                || listing.rows.contains { $0.indices.contains(column) && !["", "-"].contains($0[column]) }
        }
        let columns = shown.map { listing.columns[$0] }
        let titles = columns.map { page.granted(Span($0.title, .strong)) }
        let grid =
            [titles] + listing.rows.map { row in shown.map { page.granted(Span($0 < row.count ? row[$0] : "")) } }
        let natural = columns.indices.map { column in grid.map { $0[column].width }.max() ?? 0 }
        let plan = Plan(natural, columns, room: options.columns)
        for row in grid { page.addRow(row, plan, columns) }
        return page.text
    }

    /// How many columns stand side by side, how wide they are, and where the text of the others begins.
    fileprivate struct Plan {
        var widths: [Int]
        var tailIndent: Int

        init(_ natural: [Int], _ columns: [Listing.Column], room: Int) {
            widths = natural
            tailIndent = 0
            guard Self.total(natural) > room else { return }
            // A number without its middle is another number.
            let bounded = zip(natural, columns).map { $1.isNumber ? $0 : min($0, TextListing.widest) }
            // The last column wraps beside the others where that leaves enough room, else it goes below.
            var beside = Array(bounded.dropLast())
            if room - Self.total(beside) - TextListing.gap >= TextListing.leastTail {
                tailIndent = Self.total(beside) + TextListing.gap
            } else {
                while beside.count > 1, Self.total(beside) > room { beside.removeLast() }
                tailIndent = min((bounded.first ?? 0) + TextListing.gap, room / 4)
            }
            widths = beside.isEmpty ? [room] : beside.count == 1 ? [min(beside[0], room)] : beside
        }

        private static func total(_ widths: [Int]) -> Int {
            widths.reduce(0, +) + TextListing.gap * max(0, widths.count - 1)
        }
    }
}

extension Page {
    fileprivate mutating func addRow(_ cells: [Span], _ plan: TextListing.Plan, _ columns: [Listing.Column]) {
        var aligned: [(span: Span, width: Int)] = []
        for (index, width) in plan.widths.enumerated() {
            let cell = cells[index].shortened(to: width)
            let air = columns[index].isNumber ? max(0, width - cell.width) : 0
            aligned.append((cell.padded(left: air), width))
        }
        let rest = cells.dropFirst(plan.widths.count).map { $0.width > 0 ? $0 : Span("-") }
        let isBeside = plan.tailIndent >= aligned.reduce(0) { $0 + $1.width + 2 }
        if isBeside, let text = rest.first, rest.count == 1 {
            row(aligned, [text])
            return
        }
        // Empty cells at the end would leave spaces behind.
        while let last = aligned.last, last.span.width == 0, aligned.count > 1 { aligned.removeLast() }
        row(aligned, [])
        addBelow(rest, indent: plan.tailIndent)
    }

    /// As many cells on a line as fit; one that is longer than a line is wrapped.
    private mutating func addBelow(_ cells: [Span], indent: Int) {
        var line: [(span: Span, width: Int)] = []
        var used = indent
        for cell in cells {
            if used + cell.width > options.columns, !line.isEmpty {
                row(line, [], indent: indent)
                line = []
                used = indent
            }
            if used + cell.width > options.columns {
                prose([cell], indent: indent, hang: indent + 2)
            } else {
                line.append((cell, cell.width))
                used += cell.width + 2
            }
        }
        if !line.isEmpty { row(line, [], indent: indent) }
    }
}
