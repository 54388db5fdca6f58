import YAML

/// Plain text at a page's width.
enum Wrapping {
    /// Lines of at most `width` columns, broken between words; all but the first begin `hang` columns further in.
    static func lines(_ text: String, width: Int, indent: Int, hang: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        var used = indent
        for word in text.split(separator: " ") {
            let columns = Visible.width(String(word))
            if !isEmpty, used + 1 + columns > width {
                lines.append(line)
                line = String(repeating: " ", count: indent + hang)
                used = indent + hang
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            used += columns + (isEmpty ? 0 : 1)
            isEmpty = false
        }
        return isEmpty ? lines : lines + [line]
    }

    /// The paragraphs of a text, each on one line; blank lines part them.
    static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = []
        var words: [Substring] = []
        for line in (text + "\n\n").split(separator: "\n", omittingEmptySubsequences: false) {
            let found = line.split(separator: " ")
            words += found
            if found.isEmpty, !words.isEmpty {
                paragraphs.append(words.joined(separator: " "))
                words = []
            }
        }
        return paragraphs
    }
}
