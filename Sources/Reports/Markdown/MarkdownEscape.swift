import TerminalText

/// GitHub's Markdown. Text is kept readable in its raw form too, for tickets that show it so: a mark is escaped where
/// it could mean something, and not where it could not.
enum MarkdownEscape {
    /// Running text. Links, HTML, emphasis, headings, tables, mentions and issue numbers in the data stay plain text.
    static func text(_ text: String) -> String {
        let scalars = Array(Escape.text(text).unicodeScalars)
        var out = ""
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            let before = index > 0 ? scalars[index - 1] : " "
            switch scalar {
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            case "\\", "`", "*", "[", "]", "|", "~", "!", "$": out += "\\\(scalar)"
            case "_": out += isWord(before) && isWord(next) ? "_" : "\\_"
            // An empty comment is the only thing that stops mentions, references and bare addresses everywhere.
            case "@": out += "@<!-- -->"
            case "#": out += index == 0 || isWord(next) ? "\\#<!-- -->" : "\\#"
            case ":" where next == "/": out += ":<!-- -->"
            case "." where isAfterWWW(scalars[..<index]): out += "<!-- -->."
            case "-", "+", "=":
                out += index == 0 ? "\\\(scalar)" : String(scalar)
            case ".", ")":
                let isList = index > 0 && scalars[..<index].allSatisfy { ("0"..."9").contains($0) }
                out += isList ? "\\\(scalar)" : String(scalar)
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// A name or value, literally.
    static func code(_ text: String) -> String { span(Escape.text(text)) }

    /// A command in running text.
    static func command(_ text: String) -> String { span(Escape.command(text)) }

    /// A block whose fence is longer than any run of backticks in it. The lines are escaped already.
    static func fence(_ lines: [String], language: String) -> [String] {
        let ticks = String(repeating: "`", count: max(3, longestRun(lines.joined(separator: "\n")) + 1))
        return [ticks + language] + lines + [ticks]
    }

    private static func span(_ escaped: String) -> String {
        guard escaped.contains(where: { $0 != " " }) else { return "(empty)" }
        let ticks = String(repeating: "`", count: longestRun(escaped) + 1)
        let needsAir =
            escaped.hasPrefix("`") || escaped.hasSuffix("`")
            || (escaped.hasPrefix(" ") && escaped.hasSuffix(" "))
        return needsAir ? "\(ticks) \(escaped) \(ticks)" : "\(ticks)\(escaped)\(ticks)"
    }

    static func longestRun(_ text: String) -> Int {
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    private static func isAfterWWW(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
        before.suffix(3).count == 3 && before.suffix(3).allSatisfy { $0 == "w" || $0 == "W" }
    }
}
