/// One line being filled.
struct Line {
    private let options: TextOptions
    private(set) var text: String
    private(set) var width: Int
    private(set) var isEmpty = true

    init(indent: Int, _ options: TextOptions) {
        self.options = options
        text = String(repeating: " ", count: indent)
        width = indent
    }

    /// A line that begins with a drawing of ours.
    init(prefix: String, _ options: TextOptions) {
        self.options = options
        text = prefix
        width = prefix.count
    }

    /// Columns left for a first word.
    var room: Int { max(options.columns - width, 4) }

    func fits(_ word: Words.Word) -> Bool {
        width + (isEmpty ? 0 : 1) + word.width <= options.columns
    }

    mutating func append(_ word: Words.Word) {
        if !isEmpty, text.last != " " { pad(to: width + 1) }
        for part in word.parts {
            let sgr = options.color ? part.ink.sgr : ""
            text += sgr.isEmpty ? part.text : "\u{1b}[\(sgr)m\(part.text)\u{1b}[0m"
        }
        width += word.width
        isEmpty = false
    }

    mutating func pad(to column: Int) {
        guard column > width else { return }
        text += String(repeating: " ", count: column - width)
        width = column
    }
}
