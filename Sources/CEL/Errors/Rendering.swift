import TerminalText

extension CELError {
    /// How a compiler shows an error: place and message, the line, and a caret below it.
    ///
    ///     checks.yaml:12:9: error: undeclared name 'lnks' (did you mean 'links'?)
    ///       lnks.size() > 0
    ///       ^
    ///
    /// - Parameters:
    ///   - firstLine: the line of `file` on which the expression begins.
    ///   - firstColumn: the column in which its first line begins there.
    public func rendered(source: String, file: String, firstLine: Int = 1, firstColumn: Int = 1) -> String {
        let column = line == 1 ? column + firstColumn - 1 : column
        let place = "\(Visible.text(file)):\(line + firstLine - 1):\(column)"
        let (whole, before) = Self.excerpt(SourceText(source).line(around: offset ?? 0))
        let indent = String(repeating: " ", count: DisplayWidth.of(before))
        return "\(place): error: \(summary)\n  \(whole)\n  \(indent)^"
    }

    /// The part of a long line that a terminal can show around the error.
    private static func excerpt(_ line: (whole: String, before: String)) -> (whole: String, before: String) {
        let sides = 60
        let before = Visible.text(String(line.before.unicodeScalars.suffix(sides)))
        let rest = line.whole.unicodeScalars.dropFirst(line.before.unicodeScalars.count)
        let after = Visible.text(String(String.UnicodeScalarView(rest.prefix(sides))))
        let start = line.before.unicodeScalars.count > sides ? "…" : ""
        return (start + before + after + (rest.count > sides ? "…" : ""), start + before)
    }
}
