/// Plain text at a page's width, in terminal columns. Input is text that is safe to show.
public enum TextWrapping {
    /// Lines of at most `width` columns, broken between words; all but the first begin `hang` columns further in.
    public static func lines(_ text: String, width: Int, indent: Int, hang: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        var used = indent
        for word in text.split(separator: " ") {
            let columns = DisplayWidth.of(String(word))
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
    public static func paragraphs(_ text: String) -> [String] {
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
