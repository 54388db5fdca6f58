import TerminalText

/// Lays lines out: wraps prose at the page's width, keeps commands whole, aligns columns, adds colour at the very end.
struct Page {
    let options: TextOptions
    private(set) var lines: [String] = []

    init(_ options: TextOptions) {
        self.options = options
    }

    var text: String { lines.map { $0 + "\n" }.joined() }

    mutating func blank() {
        if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// Wrapped text. Lines after the first start at column `hang`.
    mutating func prose(_ spans: [Span], indent: Int = 0, hang: Int? = nil) {
        fill(Line(indent: indent, options), SpanWords.of(granted(spans)), hang: hang ?? indent)
    }

    private mutating func fill(_ start: Line, _ words: [SpanWords.Word], hang: Int) {
        var line = start
        for word in words {
            if line.fits(word) {
                line.append(word)
                continue
            }
            if line.width > hang {
                lines.append(line.text)
                line = Line(indent: hang, options)
            }
            if line.fits(word) {
                line.append(word)
                continue
            }
            // Longer than a line: cut between characters, never inside an escape sequence.
            for unit in word.units {
                if !line.canContinue(unit) {
                    lines.append(line.text)
                    line = Line(indent: hang, options)
                }
                line.continue(unit)
            }
        }
        if !line.isEmpty { lines.append(line.text) }
    }

    /// Aligned cells, then wrapped text from the next column on, or from `below` on the next line if that is too narrow.
    mutating func row(
        _ cells: [(span: Span, width: Int)], _ tail: [Span], indent: Int = 0, below: Int? = nil,
        prefix: String = ""
    ) {
        // A prefix is ours and takes the indent's place: the branches of a tree.
        var line = prefix.isEmpty ? Line(indent: indent, options) : Line(prefix: prefix, options)
        var column = indent
        for cell in cells {
            line.pad(to: column)
            line.append(SpanWords.Word(granted(cell.span)))
            column = max(column + cell.width, line.width) + 2
        }
        let words = SpanWords.of(granted(tail))
        guard !words.isEmpty else {
            lines.append(line.text)
            return
        }
        // Too narrow a rest: below the cells there is more room than beside them.
        if options.columns - column < 16 {
            lines.append(line.text)
            prose(tail, indent: below ?? indent + 4)
        } else {
            line.pad(to: column)
            fill(line, words, hang: column)
        }
    }

    /// One line, however long, with `end` at its right.
    mutating func line(_ spans: [Span], indent: Int, end: Span? = nil) {
        var line = Line(indent: indent, options)
        for span in spans { line.continue(span) }
        if let end {
            line.pad(to: options.columns - end.width)
            line.continue(end)
        }
        lines.append(line.text)
    }

    /// A line that is laid out already.
    mutating func lines(adding line: String) { lines.append(line) }

    /// A command on a line of its own, never wrapped: it is there to be copied.
    mutating func command(_ command: String, label: Span = "", indent: Int, labelWidth: Int = 0) {
        var line = Line(indent: indent, options)
        if label.width > 0 { line.append(SpanWords.Word(granted(label))) }
        line.pad(to: indent + labelWidth)
        line.append(SpanWords.Word(granted(Span(command: command))))
        lines.append(line.text)
        if Escape.isAltered(command: command, ascii: options.ascii) {
            prose([Span("(holds characters shown as escapes: do not paste)", .warn)], indent: indent + labelWidth)
        }
    }

    /// The span as it will be written. Whoever measures must measure this: `ascii` makes text longer.
    func granted(_ span: Span) -> Span { span.granted(ascii: options.ascii) }

    /// Fitted into a column, by its middle; whole where lines have no end.
    func shortened(_ span: Span, to width: Int) -> Span {
        options.isEndless ? granted(span) : granted(span).shortened(to: width)
    }

    private func granted(_ spans: [Span]) -> [Span] { spans.map { granted($0) } }
}
