/// One line being filled.
struct Line {
    private let options: TextOptions
    private var runs: [(text: String, ink: Ink)]
    private(set) var width: Int
    private(set) var isEmpty = true
    /// Between two words there is a space; after an indent or a column's padding there is one already.
    private var needsSpace = false

    init(indent: Int, _ options: TextOptions) {
        self.init(prefix: String(repeating: " ", count: indent), options)
    }

    /// A line that begins with a drawing of ours.
    init(prefix: String, _ options: TextOptions) {
        self.options = options
        runs = [(prefix, .plain)]
        width = prefix.count
    }

    func fits(_ word: SpanWords.Word) -> Bool {
        width + (needsSpace ? 1 : 0) + word.width <= options.columns
    }

    mutating func append(_ word: SpanWords.Word) {
        if needsSpace {
            // SpanWords of one ink share their colour with the space between them.
            let ink = word.parts.first?.ink == runs.last?.ink ? runs.last?.ink : nil
            add(" ", ink ?? .plain)
            width += 1
        }
        for part in word.parts { add(part.text, part.ink) }
        width += word.width
        isEmpty = false
        needsSpace = true
    }

    func canContinue(_ unit: Span) -> Bool { width + unit.width <= options.columns }

    /// Goes on with a word that was cut.
    mutating func `continue`(_ unit: Span) {
        add(unit.text, unit.ink)
        width += unit.width
        isEmpty = false
        needsSpace = true
    }

    mutating func pad(to column: Int) {
        guard column > width else { return }
        add(String(repeating: " ", count: column - width), .plain)
        width = column
        needsSpace = false
    }

    private mutating func add(_ text: String, _ ink: Ink) {
        guard !text.isEmpty else { return }
        if let last = runs.indices.last, runs[last].ink == ink {
            runs[last].text += text
        } else {
            runs.append((text, ink))
        }
    }

    /// The one place that writes an escape sequence.
    var text: String {
        runs.map { run in
            options.color && run.ink != .plain ? "\u{1b}[\(run.ink.sgr)m\(run.text)\u{1b}[0m" : run.text
        }.joined()
    }
}
