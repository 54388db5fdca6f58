/// Follows the literal parts of a command template as a shell would, to see where a value may stand.
///
/// A value is quoted by itself. Inside the author's own quotes, behind a backslash or `$`, or in a comment, its quotes
/// would mean something else and a hostile name could run as a command; so it may not stand there.
struct ShellPlace {
    private enum Mode {
        case plain, singleQuotes, doubleQuotes, backquotes, comment
    }

    private var mode = Mode.plain
    private var isEscaped = false
    private var previous: Unicode.Scalar = " "
    private var isBeyondUs = false

    mutating func read(_ literal: String) {
        for scalar in literal.unicodeScalars {
            if isEscaped {
                isEscaped = false
                previous = "x"
                continue
            }
            read(scalar)
            previous = scalar
        }
    }

    private mutating func read(_ scalar: Unicode.Scalar) {
        switch (mode, scalar) {
        case (.plain, "\\"), (.doubleQuotes, "\\"), (.backquotes, "\\"): isEscaped = true
        case (.plain, "'"):
            // In $'…' a backslash escapes the quote, but not in every shell.
            if previous == "$" { isBeyondUs = true }
            mode = .singleQuotes
        case (.plain, "\""): mode = .doubleQuotes
        case (.plain, "`"): mode = .backquotes
        case (.plain, "#") where " \t\n;|&()".unicodeScalars.contains(previous): mode = .comment
        case (.plain, "<") where previous == "<": isBeyondUs = true
        case (.singleQuotes, "'"), (.doubleQuotes, "\""), (.backquotes, "`"), (.comment, "\n"): mode = .plain
        default: break
        }
    }

    /// Says that a value stands here; why it may not, if so.
    mutating func readValue() -> String? {
        defer {
            isEscaped = false
            previous = "x"
        }
        if isEscaped { return "a value may not follow a backslash" }
        if isBeyondUs { return "a value may not stand behind '<<' or $'…'" }
        switch mode {
        case .plain: return previous == "$" ? "a value may not follow '$'" : nil
        case .singleQuotes, .doubleQuotes: return "a value may not stand in quotes, it is quoted where it needs to be"
        case .backquotes: return "a value may not stand in backquotes"
        case .comment: return "a value may not stand in a comment"
        }
    }
}
