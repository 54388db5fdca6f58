import TerminalText

/// Jira's wiki markup. As in Markdown a mark is escaped where it could mean something, and not where it could not, since
/// many a ticket is read raw.
enum JiraEscape {
    /// Running text: no macro, link, mention, image, emphasis, smiley, list, heading or key of another ticket.
    static func text(_ text: String) -> String { spell(text) { "\\\($0)" } }

    /// A name or value, in fixed width, where not all readers know a backslash.
    static func name(_ text: String) -> String {
        guard text.contains(where: { $0 != " " }) else { return "(empty)" }
        // Beside a space its marks are none.
        let edges = (text.prefix { $0 == " " }.count, text.reversed().prefix { $0 == " " }.count)
        let core = text.dropFirst(edges.0).dropLast(edges.1)
        let air = { (count: Int) in String(repeating: reference(" "), count: count) }
        return "{{\(air(edges.0))\(spell(String(core), reference))\(air(edges.1))}}"
    }

    /// Of a character that is never a mark then.
    private static func reference(_ scalar: Unicode.Scalar) -> String { "&#\(scalar.value);" }

    private static func spell(_ text: String, _ mark: (Unicode.Scalar) -> String) -> String {
        let scalars = Array(Escape.text(text).unicodeScalars)
        var out = ""
        for (index, scalar) in scalars.enumerated() {
            let before = index > 0 ? scalars[index - 1] : " "
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            // Two backslashes break the line, and one escapes what follows, but not each of these.
            case "\\", "&", "<", "|", "^", "~", "+": out += reference(scalar)
            case "{", "}", "[", "]", "!", "*", "?", "#", "@", "%": out += mark(scalar)
            case "_", "-":
                let isPlain = isWord(before) && isWord(next) && !(scalar == "-" && isKey(before, next))
                out += isPlain ? "\(scalar)" : mark(scalar)
            case "(": out += isSmiley(scalars[index...]) ? mark(scalar) : "("
            case ":", ";": out += next == "/" || isSmiley(scalars[index...]) ? reference(scalar) : "\(scalar)"
            case ".": out += isMacro(scalars[..<index]) ? reference(scalar) : "."
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Lines that Jira shows as they are. Where one could end the block they are running text.
    static func block(_ lines: [String]) -> [String] {
        lines.contains { $0.lowercased().contains("{noformat") }
            ? lines.map { text($0) } : ["{noformat}"] + lines.map { Escape.command($0) } + ["{noformat}"]
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// `ABC-1` would become a link to a ticket.
    private static func isKey(_ before: Unicode.Scalar, _ next: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(next) && !("0"..."9").contains(before)
    }

    /// Those that Jira draws.
    private static let smileys = [
        ":)", ":(", ":P", ":p", ":D", ";)", "(y)", "(n)", "(i)", "(/)", "(x)", "(!)", "(+)", "(-)", "(?)", "(on)",
        "(off)", "(*", "(flag",
    ].map { Array($0.unicodeScalars) }

    private static func isSmiley(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        smileys.contains { rest.starts(with: $0) }
    }

    /// `h1.` and `bq.` at the start, `www.` anywhere.
    private static func isMacro(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
        let isHeading = before.count == 2 && before.first == "h" && ("0"..."9").contains(before[before.startIndex + 1])
        let isQuote = before.elementsEqual(["b", "q"])
        return isHeading || isQuote || before.suffix(3).elementsEqual(["w", "w", "w"])
            || before.suffix(3).elementsEqual(["W", "W", "W"])
    }
}
